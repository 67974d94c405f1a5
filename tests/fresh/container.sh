#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The container of .packaging/Containerfile, built on a Debian 12 made for it and run on a capture.
#
#   container.sh FOLDER VERSION LOG
#
# FOLDER has the dist tarball; see debian.sh for FRESH_MIRROR.
set -eu
test $# = 3 || { echo "usage: container.sh FOLDER VERSION LOG" >&2; exit 2; }
folder=$(cd "$1" && pwd) version=$2
log=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
cd "$(dirname "$0")/../.."

me=check-container
. tests/fresh/debian.sh
command -v buildah >/dev/null || fail "expected buildah: apt-get install buildah"

# Images of this run alone, without what only a whole system gives.
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
build_ah() { buildah --root "$work/images" --runroot "$work/run" "$@"; }
trap 'build_ah umount --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

echo "$me: an image on a new Debian 12; all that happens is in $log"
{
    make_debian "$work/base.tar" </dev/null &&
        base=$(build_ah from scratch) && build_ah add -q "$base" "$work/base.tar" / && build_ah commit -q "$base" base &&
        mkdir "$work/context" && cp "$folder/netcap-$version.tar.xz" "$work/context" &&
        build_ah build -q --build-arg BASE=base --build-arg "VERSION=$version" -f .packaging/Containerfile \
            -t netcap "$work/context"
} >"$log" 2>&1 || { tail -n 30 "$log"; fail "the image was not made, see $log"; }
image=$(build_ah from netcap)

# The command of the container with these arguments, in a folder that its account may write to.
mkdir -m 777 "$work/data"
cp tests/captures/demo.pcap "$work/data"
inside() { build_ah run -v "$work/data:/data" "$image" -- "$@"; }
test "$(build_ah inspect --format '{{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}}' "$image")" = "netcap [netcapd]" ||
    fail "expected the image to run netcapd as netcap"
test "$(inside id -u)" != 0 || fail "the image runs as root"
inside netcapd -r demo.pcap >>"$log" 2>&1 || { tail -n 30 "$log"; fail "netcapd failed, see $log"; }
records=$(inside netcap dump --json demo.netcap/DNS.ncap.gz | wc -l)
test "$records" -gt 0 || fail "netcapd wrote no DNS records"
echo "$me: $(inside netcapd --version | head -n 1) as $(inside id -un): $records records of DNS"
