#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Debian packages in a Debian 12 made for them: lintian, installed, used as the manual says, removed.
#
#   deb.sh FOLDER LOG
#
# FOLDER has the packages, as `make deb` leaves them; see debian.sh for FRESH_MIRROR.
set -eu
case $# in
2) ;;
*) echo "usage: deb.sh FOLDER LOG" >&2; exit 2 ;;
esac
packages=$(cd "$1" && pwd)
log=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$(dirname "$0")/../.."

me=check-deb
. tests/fresh/debian.sh
command -v lintian >/dev/null || fail "expected lintian: apt-get install lintian"

echo "$me: packages in a new Debian 12; all that happens is in $log"
lintian --allow-root --fail-on=error,warning "$packages"/netcap*.changes >"$log" 2>&1 ||
    { cat "$log"; fail "lintian is not content"; }
mkdir "$work/packages"
find "$packages" -maxdepth 1 -name 'netcap*.deb' ! -name '*-dbgsym*' -exec cp {} "$work/packages" \;
cp tests/captures/demo.pcap tests/captures/dns.pcap "$work/packages"
status=0
make_debian - --format=null --customize-hook="sync-in '$work/packages' /root" \
    --customize-hook="copy-in tests/fresh/deb_inside.sh /root" \
    --customize-hook='chroot "$1" sh /root/deb_inside.sh' >>"$log" 2>&1 </dev/null || status=$?
sed -n 's/^== //p' "$log"
test $status = 0 || { tail -n 30 "$log"; fail "failed, see $log"; }
