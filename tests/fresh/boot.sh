#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The units of systemd in a Debian 12 that is booted for them: a capture, what sends it, and what
# collects it, over TLS with keys from /etc/credstore; the sender is killed once.
#
#   boot.sh BUILD LOG
#
# Needs root, systemd-nspawn, and a build on Debian 12; see debian.sh for FRESH_MIRROR.  There is
# no udev in a container, so that netcapd@ does not wait for its interface there.
set -eu
case $# in
2) ;;
*) echo "usage: boot.sh BUILD LOG" >&2; exit 2 ;;
esac
build=$(cd "$1" && pwd)
log=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$(dirname "$0")/../.."

me=check-boot
. tests/fresh/debian.sh
command -v systemd-nspawn >/dev/null || fail "expected systemd-nspawn: apt-get install systemd-container"
test "$(id -u)" = 0 || fail "expected root, to boot a container"
root=$work/root

echo "$me: units in a Debian 12 that is booted; all that happens is in $log"
make -s -C "$build" install DESTDIR="$work/installed" >"$log" 2>&1
prefix=$(dirname "$(dirname "$(find "$work/installed" -path '*/bin/netcapd')")")
prefix=${prefix#"$work/installed"}
needs=$(find "$work/installed" -type f \( -path '*/bin/*' -o -name '*.so*' \) -exec ldd {} + |
    sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u | xargs realpath -q | xargs dpkg -S 2>/dev/null |
    sed 's/:.*//' | sort -u | paste -sd,)
make_debian "$root" --include="systemd-sysv,iproute2,$needs" --customize-hook="copy-in '$work/installed$prefix' $(dirname "$prefix")" \
    --customize-hook="copy-in tests/fresh/booted.sh /root" \
    --customize-hook='chroot "$1" ldconfig' >>"$log" 2>&1 </dev/null ||
    { tail -n 30 "$log"; fail "no system could be made, see $log"; }
sed -i '/^BindsTo=sys-subsystem/d' "$root$prefix/lib/systemd/system/netcapd@.service"
cat >"$root/etc/systemd/system/booted.service" <<END
[Service]
Environment=PREFIX=$prefix
ExecStart=/bin/sh /root/booted.sh
StandardOutput=file:/root/said
StandardError=inherit
ExecStopPost=systemctl poweroff
END
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -s ../booted.service "$root/etc/systemd/system/multi-user.target.wants/"
timeout 120 systemd-nspawn --directory="$root" --boot --register=no --keep-unit --private-network >>"$log" 2>&1 </dev/null || true
cat "$root/root/said" >>"$log"
sed -n 's/^== //p' "$log"
grep -q '^== all is as it should be$' "$log" || { tail -n 40 "$log"; fail "failed, see $log"; }
