#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plugins built against headers as they were released: abi/N/netcap holds those of ABI N.  They
# are loaded and work for as long as NC_ABI is N, and are refused in one sentence afterwards.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

command -v protoc-c > "$work/found" || skip_all "there is no protoc-c"

SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
now=$(sed -n 's/^#define NC_ABI \([0-9]*\)u$/\1/p' "$TOP_SRCDIR/sdk/netcap/plugin.h")
"$PYTHON3" "$TOP_SRCDIR/tests/plugins/beat_capture.py" > "$work/beat.pcap" || exit 99

# build HEADERS STEM SOURCE...: a plugin in $work/plugins, of these headers and today's library.
build() {
    headers=$1 stem=$2
    shift 2
    $CC -w -shared -fPIC -I"$headers" -I"$work/made" -o "$work/plugins/$stem.so" "$@" \
        -L"$TOP_BUILDDIR/sdk/.libs" -lnetcap-sdk
}

# prepare HEADERS: the plugins of plugins/ built against them, among our own.
prepare() {
    rm -rf "$work/plugins" "$work/made"
    mkdir "$work/plugins" "$work/made"
    ln -s "$PLUGINS"/.libs/*.so "$work/plugins"
    protoc-c -I"$1" --c_out="$work/made" "$1/netcap/context.proto" || return 1
    for stem in beat pulse; do
        protoc-c -I"$TOP_SRCDIR/tests/plugins" -I"$1" --c_out="$work/made" \
            "$TOP_SRCDIR/tests/plugins/$stem.proto" &&
            build "$1" $stem "$TOP_SRCDIR/tests/plugins/$stem.c" "$work/made/$stem.pb-c.c" ||
                return 1
    done
}
decode() {
    "$NETCAPD" --plugins="$work/plugins" -o "$work/$1" -r "$work/beat.pcap" --set=Beat.payload=on \
        > "$work/$1.out"
}

prepare "$TOP_SRCDIR/sdk" && decode today || exit 1

whole() {
    prepare "$1" && build "$1" every "$1/every.c" || exit 1
}
loads() {
    prints "Every " "$NETCAPD" --plugins="$work/plugins" --list-plugins &&
        expect_output "Beat " "$work/out"
}
works() {
    decode frozen && [ -e "$work/frozen/Beat.ncap.gz" ] && [ -e "$work/frozen/Pulse.ncap.gz" ] &&
        same_records "$work/today" "$work/frozen"
}
refused() {
    expect_status 4 "$NETCAPD" --plugins="$work/plugins" --list-plugins &&
        expect_output "every.so: built for plugin ABI $1, this netcapd has $now" "$work/err"
}
# All that the headers declare is among what the plugin asks the library for.
all_of_it() {
    sed -n 's/^[a-zA-Z][a-zA-Z ]*[ *]\(nc_[a-z0-9_]*\)(.*/\1/p' "$1"/netcap/*.h |
        sort -u > "$work/declared"
    nm -D --undefined-only "$work/plugins/every.so" | sed 's/.* //' | sort > "$work/needed"
    [ -s "$work/declared" ] && comm -23 "$work/declared" "$work/needed" > "$work/forgotten" &&
        silent cat "$work/forgotten"
}
layout() {
    for headers in "$1" "$TOP_SRCDIR/sdk"; do
        $CC -I"$headers" -I"$work/made" -o "$work/layout" "$1/layout.c" &&
            "$work/layout" > "$work/layout.${headers##*/}" || return 1
    done
    [ -s "$work/layout.sdk" ] && same "$work/layout.${1##*/}" "$work/layout.sdk"
}

check "headers are kept for the ABI there is" test -e "$srcdir/abi/$now/netcap/plugin.h"
for abi in "$TOP_SRCDIR"/tests/abi/*; do
    number=${abi##*/}
    whole "$abi"
    check "the plugin for ABI $number needs all that its headers declare" all_of_it "$abi"
    if [ "$number" = "$now" ]; then
        check "what was agreed on in ABI $number is where it was" layout "$abi"
        check "plugins built for ABI $number are loaded" loads
        check "plugins built for ABI $number write what those of today do" works
    else
        check "plugins built for ABI $number are refused" refused "$number"
    fi
done

finish
