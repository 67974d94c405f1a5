#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every binary has what compiler and linker can give against a flaw being made use of: code at
# addresses that nobody knows, tables that cannot be written, a stack that cannot be run and that is
# checked, calls that are bounded, jumps that land where they may.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

command -v readelf > "$work/found" || skip_all "there is no readelf"
[ -z "${SANITIZERS:-}" ] || skip_all "a build with a sanitizer is not hardened"
grep 'NC_HARD_LDFLAGS = .' "$TOP_BUILDDIR/core/Makefile" > "$work/found" ||
    skip_all "configured with --disable-hardening"

# A build tree has a script where libtool runs the program from.
built() {
    if [ -e "$TOP_BUILDDIR/$1/.libs/$2" ]; then
        echo "$TOP_BUILDDIR/$1/.libs/$2"
    else
        echo "$TOP_BUILDDIR/$1/$2"
    fi
}
programs="$(built core netcapd) $(built core netcap)"
libraries=$(find "$TOP_BUILDDIR/sdk" "$TOP_BUILDDIR/plugins" "$TOP_BUILDDIR/core" -name '*.so*' -type f)
binaries="$programs $libraries"
objects=$(find "$TOP_BUILDDIR/core" "$TOP_BUILDDIR/sdk" "$TOP_BUILDDIR/proto" "$TOP_BUILDDIR/plugins" \
    -name '*.o')

# each WHAT COMMAND FILE...: names the files for which the command fails.
each() {
    what=$1 command=$2 wrong=0
    shift 2
    [ $# -gt 0 ] || { echo "there is nothing to look at"; return 1; }
    for file in "$@"; do
        $command "$file" || { echo "$file: $what"; wrong=1; }
    done
    return $wrong
}

# every WHAT REGEX OPTION FILE...: the same of what readelf says of them all at once, which is quicker: names those of
# which no line says that.
every() {
    what=$1 regex=$2 option=$3
    shift 3
    [ $# -gt 0 ] || { echo "there is nothing to look at"; return 1; }
    readelf "$option" --wide --dwarf-depth=1 "$@" "$1" 2>/dev/null | awk -v what="$what" -v regex="$regex" '
        /^File: / { file = $2; told[file] += 0 }
        $0 ~ regex { told[file] = 1 }
        END { for (file in told) if (!told[file]) { print file ": " what; wrong = 1 }
              exit wrong || !length(told) }'
}

is_pie() { readelf -hW "$1" | grep 'Type: *DYN' && readelf -dW "$1" | grep 'Flags:.* PIE'; }
has_relro() { readelf -lW "$1" | grep GNU_RELRO && readelf -dW "$1" | grep -E 'BIND_NOW|Flags:.* NOW'; }
has_stack() { readelf -lW "$1" | grep 'GNU_STACK.* RW *0x'; }
has_no_writable_code() { ! readelf -lW "$1" | grep 'LOAD.* RWE '; }
has_no_textrel() { ! readelf -dW "$1" | grep TEXTREL; }
guards_stack() { readelf -sW "$1" | grep __stack_chk_fail; }
bounds_calls() { readelf -sW "$1" | grep -E '__[a-z]+_chk(@|$)' | grep -v stack_chk; }
LANDS='x86 feature: IBT, SHSTK|AArch64 feature: BTI, PAC'
lands_where_it_may() { readelf -nW "$1" | grep -E "$LANDS"; }
# Of an assembler's object nothing is said.
GUARDED='DW_AT_producer.*(-fstack-protector-strong.*-fstack-clash-protection|-fstack-clash-protection.*-fstack-protector-strong|GNU AS)'
producer() { readelf --debug-dump=info --dwarf-depth=1 "$1" 2>/dev/null | grep -m1 DW_AT_producer; }

number_of_plugins() {
    n=$(find "$TOP_BUILDDIR/plugins" -name '*.so' -type f | wc -l)
    [ "$n" -ge 58 ] || { echo "only $n plugins"; return 1; }
}
check "all plugins are looked at" number_of_plugins
check "the programs are position independent" each "no PIE" is_pie $programs
check "tables are bound at the start and then read-only" each "no full RELRO" has_relro $binaries
check "the stack cannot be run" each "a stack that can be run" has_stack $binaries
check "no memory is both written and run" each "writable code" has_no_writable_code $binaries
check "code is not written to while it is loaded" each "TEXTREL" has_no_textrel $binaries
check "the programs and the SDK check their stacks" \
    each "no stack protector" guards_stack $programs "$TOP_BUILDDIR"/sdk/.libs/libnetcap-sdk.so
check "the programs bound calls of the library" each "no FORTIFY" bounds_calls $programs

case $(${CC:-cc} -dumpmachine) in
x86_64* | aarch64*) check "jumps land where they may in every object" \
    every "no mark of -fcf-protection or -mbranch-protection" "$LANDS" --notes $objects ;;
*) echo "skipped: jumps are not guarded on this machine" ;;
esac
if producer "$(echo "$objects" | head -n 1)" | grep 'GNU C.* -f' > "$work/found"; then
    check "every object was compiled with a guarded stack" \
        every "not compiled with -fstack-protector-strong and -fstack-clash-protection" "$GUARDED" --debug-dump=info \
        $objects
else
    echo "skipped: this compiler does not say in an object how it was made"
fi

# What finds nothing in a binary without all that would find nothing anywhere.
soft() {
    echo 'int main(void) { return 0; }' > "$work/soft.c"
    ${CC:-cc} -g -no-pie -fno-pie -fno-stack-protector -fcf-protection=none -Wl,-z,norelro -Wl,-z,lazy \
        -Wl,-z,execstack -o "$work/soft" "$work/soft.c" || return 0
    for look in is_pie has_relro has_stack guards_stack bounds_calls lands_where_it_may; do
        ! $look "$work/soft" || { echo "$look finds it in a soft program"; return 1; }
    done
    ${CC:-cc} -g -fno-stack-protector -c -o "$work/soft.o" "$work/soft.c" || return 0
    ! every "soft" "$GUARDED" --debug-dump=info "$work/soft.o" || { echo "a soft object is taken"; return 1; }
}
check "a program without all that is found out" soft
finish
