#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Debian packages of a dist tarball: debian/ is laid beside what it holds.
#
#   deb.sh TARBALL VERSION FOLDER
#
# The packages are in FOLDER then.  DEB_BUILD_OPTIONS are those of Debian.
set -eu
test $# = 3 || { echo "usage: deb.sh TARBALL VERSION FOLDER" >&2; exit 2; }
tarball=$1 version=$2 folder=$3
command -v dh >/dev/null || { echo "deb.sh: expected debhelper: apt-get install debhelper dh-python dpkg-dev" >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"
tar -xf "$tarball" -C "$folder"
source=$folder/netcap-$version
cp -r "$source/.packaging/debian" "$source/debian"
date=$(sed -n 's/^m4_define(\[NC_RELEASE_DATE\], \[\(.*\)\])$/\1/p' "$source/configure.ac")
cat >"$source/debian/changelog" <<EOF
netcap ($version) bookworm; urgency=medium

  * This version, see NEWS in README.md.

 -- Netcap maintainers <maintainers@netcap.invalid>  $(LC_ALL=C date -u -R -d "$date")
EOF
cd "$source"
dpkg-buildpackage --build=binary --no-sign
cd ..
ls -l ./*.deb
