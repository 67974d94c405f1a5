#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A short round of the mutations that `make mutate` does, and that what goes wrong in one is told.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

MUTATE=$TOP_BUILDDIR/tests/mutate/mutate

# Always the same mutants: a failure here is there again with the command that it says.
round() {
    expect_status 0 "$MUTATE" --plugins="$PLUGINS" --mutations="$1" --seed="$2" --jobs=2 \
        --log="$work/log" "$CAPTURES"
}
check "every plugin survives some thousand damaged packets of its own" round 4000 1
cat "$work/out"

every_plugin() {
    round 200 1 && awk '($2 + 0 > 0 && $3 == 200) || /^left out/' "$work/out" | wc -l > "$work/listed" &&
        ls "$PLUGINS" | grep -c '\.so$' | same - "$work/listed"
}
check "every plugin there is has its line" every_plugin

# All but the slowest.
table() {
    round 200 "$1" && sed 's/ *[0-9]* *[0-9]*$//' "$work/out"
}
repeated() {
    table 1 > "$work/first" && table 1 | same - "$work/first"
}
check "the same seed gives the same mutants" repeated
others() {
    table 2 | sed 1d > "$work/second" && ! sed 1d "$work/first" | cmp -s - "$work/second"
}
check "another seed gives others" others

# A capture of one packet of a link type that is nobody's; its bytes give zero, or not.
capture() {
    mkdir -p "$work/$1" && printf '\324\303\262\241\2\0\4\0\0\0\0\0\0\0\0\0\0\0\1\0\223\0\0\0' \
        > "$work/$1/x.pcap" &&
        printf '\1\0\0\0\0\0\0\0\12\0\0\0\12\0\0\0packetpac%s' "$2" >> "$work/$1/x.pcap"
}
capture even z
capture odd x

# build STEM KEY [FLAG...]: STEM.so in the folder of faulty plugins.
build() {
    mkdir -p "$work/faulty"
    stem=$1 key=$2
    shift 2
    $CC $SANITIZERS -w -g -shared -fPIC -I"$TOP_SRCDIR/sdk" -I"$TOP_BUILDDIR/sdk" -DSTEM="$stem" \
        -DKEY="NC_KEY($key)" "$@" -o "$work/faulty/$stem.so" "$TOP_SRCDIR/tests/mutate/fault.c" \
        -L"$TOP_BUILDDIR/sdk/.libs" -lnetcap-sdk
}
outer() {
    rm -rf "$work/faulty"
    build fault NC_LINKTYPE,147 "$@"
}

# faulty FLAG...: the mutations of the faulty plugin.
faulty() {
    "$MUTATE" --plugins="$work/faulty" --log="$work/faults" --mutations=100 "$@" "$work/even"
}
sound() {
    outer && expect_status 0 faulty
}
check "the plugin that the faulty ones are made from is sound" sound

# tells FAULT TEXT [OPTION...]: a plugin with this fault fails with these words.
tells() {
    fault=$1 text=$2
    shift 2
    outer "-DFAULT=$fault" && expect_status 1 faulty "$@" && expect_output "$text" "$work/out"
}
check "an abort is told" tells 'abort()' "FAILED: fault, mutation "
check "a plugin that ends the program is told" tells 'exit(0)' ": ended with status 0"
check "an endless loop is told" tells 'while(!zero)continue' \
    ": takes more than two seconds" --plugin=fault --only=0
check "a plugin that takes longer than it may is told when asked" tells \
    'for(int volatile i=0;i<3000000;i++)continue' ": takes longer than it may" --time
check "text that is not UTF-8 is told" tells 'text[0]=-1' \
    ": a record has text that is not UTF-8, and was mended"
check "half a character is told" tells 'text[0]=0xc3' ": a record has text that is not UTF-8"
check "a write behind the memory handed out is told" tells 'text[8+zero]=1' \
    ": wrote behind the memory that it was given"
check "a record that depends on what was before is told" tells 'text[0]=++times%2+65' \
    ": its records are others the second time"
case "${SANITIZERS:-}" in
*address*)
    check "a read behind the packet is told" tells 'text[0]=end[zero]' "FAILED: fault, mutation "
    ;;
esac

in_a_stream() {
    outer -DSEGMENT && build within NC_TCP_PORT,4747 -DIN_A_STREAM "-DFAULT=$1" &&
        expect_status "$2" faulty && expect_output "$3" "$work/out"
}
check "a sound plugin of streams is sound" in_a_stream "" 0 "0 failures, 0 plugins without seeds"
check "a plugin that fails in a stream is told" in_a_stream "abort()" 1 "FAILED: within, mutation "

kept() {
    tells 'if(sum%3==0)abort()' "again: " && again=$(sed -n '0,/again: /s/.*again: //p' "$work/out") &&
        packet=$(sed -n '0,/packet is/s/.*packet is \(.*\), what.*/\1/p' "$work/out") &&
        cp "$packet" "$work/kept.pcap" && rm "$packet" || return 1
    expect_status 1 $again && expect_output "FAILED: fault, mutation" "$work/out" &&
        cmp "$packet" "$work/kept.pcap"
}
check "the command that is told repeats the failure with the same packet" kept

goes_on() {
    tells 'if(sum%3==0)abort()' "3 failures, 0 plugins without seeds, 0 hardly reached" &&
        ls "$work/faults" | grep -c 'fault-[1-9][0-9]*.pcap'
}
rm -rf "$work/faults"
check "the mutations go on behind one that failed" goes_on

inner() {
    outer && build within "INSIDE,0" && expect_status 1 faulty --mutations=1000 &&
        expect_output "FAILED: within: fewer than one in 3 of the mutated packets reaches it" "$work/out"
}
check "a plugin that mutants do not reach is told" inner
seedless() {
    expect_status 1 "$MUTATE" --plugins="$work/faulty" --log="$work/faults" --mutations=10 \
        "$work/odd" && expect_output "FAILED: within: no packet in the captures reaches it" "$work/out"
}
check "a plugin without a packet to begin with is told" seedless

finish
