#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The SDK's library beside what stands of its release: no function is gone, none takes anything else, and no struct that they
# take has changed but for members at its end, by libabigail.
#
#   abi.sh LIBRARY             compare with what stands here
#   abi.sh --keep LIBRARY      a release adds to the ABI: keep what there is now
set -eu
here=$(cd "$(dirname "$0")" && pwd)
die() { echo "check-abi: $*" >&2; exit 1; }
command -v abidw >/dev/null || die "expected libabigail: apt-get install abigail-tools"
number=$(sed -n 's/^#define NC_ABI \([0-9]*\)u$/\1/p' "$here/../../sdk/netcap/plugin.h")
kept=$here/$number/libnetcap-sdk.abi
headers="$here/../../sdk/netcap"

if test "${1:-}" = --keep; then
    test $# = 2 || die "usage: abi.sh --keep LIBRARY"
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-elf-needed --drop-private-types --headers-dir "$headers" \
        --out-file "$kept" "$2"
    exit
fi
test $# = 1 || die "usage: abi.sh LIBRARY"
abidiff --no-added-syms --drop-private-types --headers-dir2 "$headers" --suppressions "$here/grows.ini" "$kept" "$1" ||
    die "plugins built for ABI $number cannot rely on this library: undo what is listed, or raise NC_ABI"
echo "check-abi: what stands of ABI $number holds"
