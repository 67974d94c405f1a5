#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether what stands in a build folder runs: a capture of ours to records, and those to text.
#
#   smoke.sh BUILD
set -eu
test $# = 1 || { echo "usage: smoke.sh BUILD" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Where packages are built there may be no sandbox to be had, which is said and no error.
"$1/core/netcapd" --quiet --plugins="$1/plugins" -r "$here/tests/captures/demo.pcap" -o "$out/records" --overwrite
"$1/core/netcap" check "$out/records"
test "$("$1/core/netcap" dump --json "$out/records/DNS.ncap.gz" | wc -l)" -gt 0
