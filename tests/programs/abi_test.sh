#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plugins built against headers as they were released.  abi/N/netcap holds those of ABI N as it was
# last added to, abi/N/first as it was at first.  Plugins are loaded and work for as long as NC_ABI
# is N, and are refused in one sentence afterwards.  A release that adds to the ABI is kept by
#
#     cp sdk/netcap/*.h sdk/netcap/context.proto tests/abi/1/netcap/
#
# and by rows of what is new in layout.c beside it.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

command -v protoc-c > "$work/found" || skip_all "there is no protoc-c"

SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
now=$(sed -n 's/^#define NC_ABI \([0-9]*\)u$/\1/p' "$TOP_SRCDIR/sdk/netcap/plugin.h")
for capture in beat diary; do
    "$PYTHON3" "$TOP_SRCDIR/tests/plugins/${capture}_capture.py" > "$work/$capture.pcap" || exit 99
done

# build HEADERS STEM SOURCE...: a plugin in $work/plugins, of these headers and today's library.
build() {
    headers=$1 stem=$2
    shift 2
    $CC -w -shared -fPIC -I"$headers" -I"$work/made" -o "$work/plugins/$stem.so" "$@" \
        -L"$TOP_BUILDDIR/sdk/.libs" -lnetcap-sdk
}

# Plugins of before the headers knew schemas had none.
sources_for() {
    rm -rf "$work/sources"
    mkdir "$work/sources"
    for source in "$TOP_SRCDIR"/tests/plugins/*.c; do
        if [ -e "$1/netcap/schema.h" ]; then
            cp "$source" "$work/sources"
        else
            sed '/^NC_SCHEMA(/d; /^ *\.schema *=/d' "$source" > "$work/sources/${source##*/}"
        fi
    done
}

# prepare HEADERS STEM...: these plugins of plugins/ built against them, among our own.
prepare() {
    headers=$1
    shift
    rm -rf "$work/plugins" "$work/made"
    mkdir "$work/plugins" "$work/made"
    ln -s "$PLUGINS"/*.so "$work/plugins"
    protoc-c -I"$headers" --c_out="$work/made" "$headers/netcap/context.proto" || return 1
    for plugin in "$@"; do
        protoc-c -I"$TOP_SRCDIR/tests/plugins" -I"$headers" --c_out="$work/made" \
            --descriptor_set_out="$work/made/$plugin.desc" --include_imports --include_source_info \
            "$TOP_SRCDIR/tests/plugins/$plugin.proto" &&
            build "$headers" "$plugin" "$work/sources/$plugin.c" \
                "$work/made/$plugin.pb-c.c" || return 1
    done
}
decode() {
    rm -rf "${work:?}/$1"
    "$NETCAPD" --plugins="$work/plugins" --only-plugins -o "$work/$1" -r "$work/beat.pcap" \
        -r "$work/diary.pcap" --set=Beat.payload=on > "$work/$1.out"
}

# Layers only, until the headers knew streams and flows.
plugins_for() {
    echo beat pulse
    [ ! -e "$1/netcap/flow.h" ] || echo diary talk
}

# All functions and objects that the headers declare.
declared() {
    sed -n -e '/^static\|^typedef/d' \
        -e 's/^[a-zA-Z][a-zA-Z0-9_ ]*[ *]\(nc_[a-z0-9_]*\)(.*/\1/p' \
        -e 's/^extern const .*[ *]\(nc_[a-z0-9_]*\)\[.*/\1/p' "$1"/netcap/*.h | sort -u
}

whole() {
    declared "$1" > "$work/declared"
    sources_for "$1"
    # shellcheck disable=SC2046 # words
    prepare "$TOP_SRCDIR/sdk" $(plugins_for "$1") && decode today &&
        prepare "$1" $(plugins_for "$1") &&
        sed 's/$/,/' "$work/declared" > "$work/made/declared.h" &&
        build "$1" every "$1/every.c" || exit 1
}
loads() {
    prints "Every " "$NETCAPD" --plugins="$work/plugins" --only-plugins --list-plugins || return 1
    for plugin in $(plugins_for "$1"); do
        grep -i "^$plugin " "$work/out" || return 1
    done
}
works() {
    decode frozen || return 1
    for plugin in $(plugins_for "$1"); do
        ls "$work/frozen" | grep -i "^$plugin\.ncap\.gz$" || return 1
    done
    same_records "$work/today" "$work/frozen"
}
refused() {
    expect_status 4 "$NETCAPD" --plugins="$work/plugins" --only-plugins --list-plugins &&
        expect_output "every.so: built for plugin ABI $1, this netcapd has $now" "$work/err"
}
# All that the headers declare is among what the plugin asks the library for.
all_of_it() {
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
for release in "$TOP_SRCDIR"/tests/abi/*/first "$TOP_SRCDIR"/tests/abi/[0-9]*; do
    abi=${release%/first} abi=${abi##*/}
    name="ABI $abi"
    [ "${release##*/}" != first ] || name="ABI $abi at first"
    whole "$release"
    check "the plugin for $name needs all that its headers declare" all_of_it
    if [ "$abi" = "$now" ]; then
        check "what was agreed on in $name is where it was" layout "$release"
        check "plugins built for $name are loaded" loads "$release"
        check "plugins built for $name write what those of today do" works "$release"
    else
        check "plugins built for $name are refused" refused "$abi"
    fi
done

finish
