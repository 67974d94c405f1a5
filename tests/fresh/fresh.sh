#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a new user does on a new machine: both commands of the README in a Debian 12 that has
# nothing installed yet, on what is committed here.
#
#   fresh.sh LOG
#
# FRESH_MIRROR is where the packages come from, as mmdebstrap takes it; without it from where
# those of this machine come, if it is a Debian 12.  FRESH_TESTS="udp_test ..." runs only these.
set -eu
case $#${1:-} in
1-*)    sed -n '3,9s/^# \{0,1\}//p' "$0"; exit ;;
1[!-]*) ;;
*)      echo "usage: fresh.sh LOG" >&2; exit 2 ;;
esac
log=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../.."

fail() { echo "check-fresh: $*" >&2; exit 1; }
command -v mmdebstrap >/dev/null || fail "expected mmdebstrap: apt-get install mmdebstrap"
git rev-parse --verify --quiet HEAD >/dev/null || fail "expected a checkout of git, to try its HEAD"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
git archive --prefix=root/netcap/ -o "$work/netcap.tar" HEAD

# Sources of packages, and how this machine's apt reaches them: proxies, certificates, dates.
sources=${FRESH_MIRROR:-$(grep -lE '(^|[[:space:]])bookworm([[:space:]]|$)' /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true)}
apt-config dump 2>/dev/null | grep '^Acquire::' | grep -v '::IndexTargets' >"$work/apt.conf" || true

# The environment is that of somebody who has just come; proxies stay.
unset CI CONFIGURE_FLAGS MAKEFLAGS MFLAGS MAKELEVEL PKG_CONFIG_PATH NETCAP_SHARED
export FRESH_TESTS="${FRESH_TESTS:-}"

echo "check-fresh: $(git log -1 --format='%h %s') in a new Debian 12; all that happens is in $log"
status=0
# shellcheck disable=SC2086 # one word for each source
mmdebstrap --variant=minbase --format=null --aptopt="$work/apt.conf" \
    --customize-hook="tar-in '$work/netcap.tar' /" \
    --customize-hook='chroot "$1" sh /root/netcap/tests/fresh/inside.sh' \
    bookworm - $sources >"$log" 2>&1 </dev/null || status=$?
sed -n 's/^== //p' "$log"
test $status = 0 || { tail -n 30 "$log"; fail "failed, see $log"; }
