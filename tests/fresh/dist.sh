#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two tarballs of what is committed here, made in two folders at two times under two masks, are the same to the byte,
# and one of them builds.
#
#   dist.sh TARBALL LOG
#
# TARBALL is the name that `make dist` gives it.
set -eu
test $# = 2 || { echo "usage: dist.sh TARBALL LOG" >&2; exit 2; }
tarball=$1
log=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$(dirname "$0")/../.."

fail() { echo "check-dist: $*" >&2; exit 1; }
git rev-parse --verify --quiet HEAD >/dev/null || fail "expected a checkout of git, to make a tarball of its HEAD"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset MAKEFLAGS MFLAGS MAKELEVEL SOURCE_DATE_EPOCH

# make_dist FOLDER MASK: from a checkout there.
make_dist() (
    umask "$2"
    mkdir -p "$work/$1"
    git archive HEAD | tar -x -C "$work/$1"
    cd "$work/$1"
    find . -exec touch -h -d "$3" {} +
    autoreconf --install && mkdir build && cd build && ../configure --quiet && make -s dist
)
: >"$log"
make_dist here 022 2026-01-01 >>"$log" 2>&1 && make_dist a/place/elsewhere 077 2026-06-01 >>"$log" 2>&1 ||
    { tail -n 30 "$log"; fail "make dist failed, see $log"; }
cmp "$work/here/build/$tarball" "$work/a/place/elsewhere/build/$tarball" || fail "the two tarballs differ"
sha256sum "$work/here/build/$tarball" | sed "s,  .*,  $tarball,"

mkdir "$work/unpacked"
tar -xf "$work/here/build/$tarball" -C "$work/unpacked" --strip-components=1
cd "$work/unpacked"
{ ./configure --quiet && make -s -j"$(nproc)" && sh .packaging/smoke.sh .; } >>"$log" 2>&1 ||
    { tail -n 30 "$log"; fail "what is in the tarball does not build, see $log"; }
echo "check-dist: the same twice, and it builds"
