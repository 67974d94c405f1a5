#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a new user does on a new machine: both commands of the README in a Debian 12 that has
# nothing installed yet, on what is committed here.
#
#   fresh.sh LOG
#
# FRESH_TESTS="udp_test ..." runs only these; see debian.sh for FRESH_MIRROR.
set -eu
case $#${1:-} in
1-*)    sed -n '3,8s/^# \{0,1\}//p' "$0"; exit ;;
1[!-]*) ;;
*)      echo "usage: fresh.sh LOG" >&2; exit 2 ;;
esac
log=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../.."

me=check-fresh
. tests/fresh/debian.sh
git rev-parse --verify --quiet HEAD >/dev/null || fail "expected a checkout of git, to try its HEAD"
git archive --prefix=root/netcap/ -o "$work/netcap.tar" HEAD

# The environment is that of somebody who has just come; proxies stay.
unset CI CONFIGURE_FLAGS MAKEFLAGS MFLAGS MAKELEVEL PKG_CONFIG_PATH NETCAP_SHARED
export FRESH_TESTS="${FRESH_TESTS:-}"

echo "check-fresh: $(git log -1 --format='%h %s') in a new Debian 12; all that happens is in $log"
status=0
make_debian - --format=null --customize-hook="tar-in '$work/netcap.tar' /" \
    --customize-hook='chroot "$1" sh /root/netcap/tests/fresh/inside.sh' >"$log" 2>&1 </dev/null || status=$?
sed -n 's/^== //p' "$log"
test $status = 0 || { tail -n 30 "$log"; fail "failed, see $log"; }
