#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each way in which plugins are refused when they are loaded: one sentence, status 4.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

flags="-w -shared -fPIC -I$TOP_SRCDIR/sdk -I$TOP_BUILDDIR/sdk"

# build STEM [FLAG...]: STEM.so in a folder of its own, from plugins/some.c.
build() {
    stem=$1
    shift
    rm -rf "$work/folder"
    mkdir "$work/folder"
    add "$stem" "$@"
}

# add STEM [FLAG...]: another one.
add() {
    stem=$1
    shift
    $CC $flags -DSTEM="$stem" "$@" -o "$work/folder/$stem.so" "$TOP_SRCDIR/tests/plugins/some.c" \
        -L"$TOP_BUILDDIR/sdk/.libs" -lnetcap-sdk
}

# refused TEXT: the folder is, and so is netcapd with threads instead of processes.
refused() {
    refuses 4 "$1" "$NETCAPD" --plugins="$work/folder" --only-plugins --list-plugins &&
        refuses 4 "$1" "$NETCAPD" --plugins="$work/folder" --only-plugins --isolation=none --list-plugins
}

# wrong INSTEAD TEXT: a plugin with this is refused with these words.
wrong() {
    build some "-DINSTEAD=$1" && refused "some.so: $2"
}

wrong_option() {
    build some "-DOPTION=$1" && refused "some.so: has an option $2"
}

sound() {
    build some "$@" && prints "Some " "$NETCAPD" --plugins="$work/folder" --only-plugins --list-plugins
}

# Whatever keeps a folder from being listed: a plugin that is not seen would be missed silently.
unlistable() {
    build some && : > "$work/folder/.libs" && refused ".libs: cannot be read: Not a directory"
}

check "the plugin that the others are made from is sound" sound
check "a folder that cannot be listed is refused" unlistable

check "a plugin for another ABI is refused" \
    wrong '.abi=9' "built for plugin ABI 9, this netcapd has 1: build it again against the SDK"
check "a plugin without a name is refused" \
    wrong '.name=NULL' "has no .name: give the record's name"
check "a name that is no file name is refused" \
    wrong '.name="../Some"' "has a .name with other characters than letters, digits and _"
check "a name that the ini file has for netcapd itself is refused" \
    wrong '.name="Netcapd"' "has the .name of the ini file's own section"
check "a plugin that does not say what it is is refused" \
    wrong '.about=""' "has no .about: give one line"
check "a plugin that decodes no key is refused" \
    wrong '.on=NC_ON({0,0,0})' "has no .on: name at least one key"
check "a plugin without a list of keys is refused" \
    wrong '.on=NULL' "has no .on: name at least one key"
check "a fixed header without its reader is refused" \
    wrong '.read=NULL' "has only one of .fields and .read: NC_HEADER makes both"
check "a reader without its fixed header is refused" \
    wrong '.fields=NULL' "has only one of .fields and .read: NC_HEADER makes both"
check "a plugin without code is refused" \
    wrong '.fields=NULL,.read=NULL,.decode=NULL' "has neither .read, .decode, .stream, .datagram nor .id: it decodes nothing"
check "the end of a stream without the stream is refused" \
    wrong '.end=(void*)decode' "has .end but neither .stream nor .datagram"
check "half a model of flows is refused" \
    wrong '.id=(void*)decode' "has only some of .id, .observe and .report: a model of flows has them all"
check "a model of flows that decodes layers is refused" \
    wrong '.id=(void*)decode,.observe=(void*)decode,.report=(void*)decode' \
        "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram"
check "a model of flows with keys is refused" \
    wrong '.fields=NULL,.read=NULL,.decode=NULL,.id=(void*)decode,.observe=(void*)decode,.report=(void*)decode' \
        "is a model of flows, which sees every packet: it has no .on"
check "a model of flows without limits is refused" \
    wrong '.on=NULL,.fields=NULL,.read=NULL,.decode=NULL,.id=(void*)decode,.observe=(void*)decode,.report=(void*)decode' \
        "is a model of flows whose .options do not begin with NC_FLOW_LIMITS"
check "a state larger than any may be is refused" \
    wrong '.state_size=NC_STATE_MAX+1' "has a .state_size above NC_STATE_MAX"
check "a record without a number is refused" \
    wrong '.type=0' "has a .record but no .type: give the record's number, from 10000 on"
check "a number of netcap's own range that is another's is refused" \
    wrong '.type=37' "has .type 37, which is that of UDP: numbers below 10000 are netcap's"
check "one that is nobody's too" \
    wrong '.type=9999' "has .type 9999, and is not among netcap's records: numbers below 10000"
check "the first number for others is theirs" \
    sound '-DINSTEAD=.type=10000'
check "a port that no packet has is refused" \
    wrong '.on=NC_ON(NC_KEY(NC_UDP_PORT,70000))' "has the key udp.port 70000, and there are none above 65535"
check "a number that its space has not is refused" \
    wrong '.on=NC_ON(NC_KEY(NC_IPPROTO,256))' "has the key ip.proto 256, and there are none above 255"
check "a space that there is not is refused" \
    wrong '.on=NC_ON(NC_KEY(77,1))' "has a key in number space 77, which this netcapd does not know"
check "a number without a record is refused" \
    wrong '.record=NULL' "has a .type but no .record"
check "a fixed header without a record is refused" \
    wrong '.record=NULL,.type=0' "has a fixed header but no .record"
check "options without the size of their values are refused" \
    wrong '.options_size=0' "has only one of .options and .options_size"
check "the size of values without options is refused" \
    wrong '.options=NULL' "has only one of .options and .options_size"
check "a vtable that ends before its first member is refused" \
    wrong '.size=0' "has no .name: give the record's name"

check "an option outside the values' size is refused" \
    wrong_option '{"far","help",16,NC_OPTION_BOOL,0,0,1}' "that lies outside its .options_size"
check "an option of an unknown kind is refused" \
    wrong_option '{"odd","help",0,77,0,0,1}' "of a kind that this netcapd does not know"
check "an option without help is refused" \
    wrong_option '{"mute",NULL,0,NC_OPTION_BOOL,0,0,1}' "without name or help"
check "an option named as a key of every section is refused" \
    wrong_option '{"enabled","help",0,NC_OPTION_BOOL,0,0,1}' "named enabled or on"
check "an option whose default cannot be set is refused" \
    wrong_option 'NC_UINT(struct options,number,99,1,9,"help")' \
        "whose default is not within its bounds"

renamed() {
    build some && mv "$work/folder/some.so" "$work/folder/other.so" &&
        refused "other.so: has no symbol other_LTX_netcap_plugin: the first argument of NC_PLUGIN"
}
check "a file that does not have its plugin's name is refused" renamed

junk() {
    rm -rf "$work/folder"
    mkdir "$work/folder"
    echo "no plugin" > "$work/folder/x.so"
    refused "x.so: cannot be loaded: file too short" ||
        refused "x.so: cannot be loaded: invalid ELF header"
}
check "a file that is no plugin at all is refused" junk

undefined() {
    build some -DAT_LOAD='extern void nowhere(void);nowhere()' &&
        refused "some.so: cannot be loaded: undefined symbol: nowhere"
}
check "a function that nobody has is named" undefined

dangling() {
    build some && ln -s nowhere "$work/folder/gone.so" &&
        refused "gone.so: cannot be read: No such file"
}
check "a link to nothing is refused" dangling

clash() {
    build first && add second "-DINSTEAD=$1" && refused "$2"
}
check "two plugins with one name are refused, both named" \
    clash '.type=10002,.name="SOME"' "first.so and second.so are both named SOME: rename or remove one"
check "two plugins with one record number are refused, both named" \
    clash '.name="Other"' \
        "first.so and second.so both write record type 12345: give one another .type"
check "two plugins on one key are refused, both named" \
    clash '.name="Other",.type=10002' "first.so and second.so both decode some 0x0001: remove one"

all_said() {
    build first -DINSTEAD=.abi=9 && add second -DINSTEAD=.name=NULL && add third
    expect_status 4 "$NETCAPD" --plugins="$work/folder" --only-plugins --list-plugins &&
        expect_output "first.so: built for plugin ABI" "$work/err" &&
        expect_output "second.so: has no .name" "$work/err" && lacks third.so "$work/err"
}
check "every plugin that is refused is named at once" all_said

crashing() {
    build some -DAT_LOAD='abort()' &&
        refuses 4 "some.so: crashed (Aborted) while being loaded: remove it" \
        "$NETCAPD" --plugins="$work/folder" --only-plugins --list-plugins
}
check "a plugin that crashes while it is loaded is named" crashing

leaving() {
    build some -DAT_LOAD='exit(0)' &&
        refuses 4 "some.so: ended the program while being loaded: remove it" \
        "$NETCAPD" --plugins="$work/folder" --only-plugins --list-plugins
}
# What looks for leaks at the end cannot start its process where none may be started, and waits for it.
case "${SANITIZERS:-}" in *address*) ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" && export ASAN_OPTIONS ;; esac
# The thread sanitizer has its own words to say when a program ends inside dlopen().
case "${SANITIZERS:-}" in
*thread*) ;;
*) check "a plugin that ends the program while it is loaded is named" leaving ;;
esac

mkdir "$work/empty"
check "a folder without plugins is refused" refuses 4 \
    "$work/empty: no plugins there, no file named NAME.so: give --plugins the folder that" \
    "$NETCAPD" --plugins="$work/empty" --list-plugins
check "a folder that is not there is refused" refuses 4 \
    "$work/nowhere: no plugins can be read there: No such file or directory: give --plugins the folder" \
    "$NETCAPD" --plugins="$work/nowhere" --list-plugins

nothing_written() {
    build some -DINSTEAD=.abi=9
    refuses 4 "built for plugin ABI" "$NETCAPD" --plugins="$work/folder" --only-plugins -r "$CAPTURES/demo.pcap" \
        -o "$work/untouched" && [ ! -e "$work/untouched" ]
}
check "a refused plugin stops everything before the first file" nothing_written

# What plugins say of themselves.
described() {
    build some -DOPTION='NC_UINT(struct options,number,5,1,9,"how many")' &&
        expect_status 0 "$NETCAPD" --dump-plugin "$work/folder/some.so" &&
        cat > "$work/wanted" << EOF &&
file=some.so
name=Some
about=A plugin for tests
abi=1
record=types.PacketContext
type=12345
enabled=on
on=some:1
field=all kind=skip bit=0 bits=32
option=number default=5 range=1..9 help=how many
EOF
        sed '/^size=/d' "$work/out" | same - "$work/wanted"
}
check "--dump-plugin says what a plugin is" described
check "--dump-plugin tells the refusal of a file that is not there" refuses 4 \
    "$work/nowhere.so: cannot be read: No such file or directory: expected a plugin's file" \
    "$NETCAPD" --dump-plugin "$work/nowhere.so"
check "--dump-plugin refuses what no plugin is" \
    refuses 4 "run.sh: cannot be loaded: invalid ELF header" \
    "$NETCAPD" --dump-plugin "$srcdir/programs/run.sh"

here() {
    build some && (cd "$work/folder" && prints "name=Some" "$NETCAPD" --dump-plugin some.so)
}
check "--dump-plugin takes a file of this folder by its bare name" here

all_listed() {
    "$NETCAPD" --plugins="$PLUGINS" --list-plugins | sed 1d | wc -l > "$work/listed" &&
        ls "$PLUGINS" | grep -c '\.so$' | same - "$work/listed"
}
check "--list-plugins has a line for every plugin" all_listed

all_described() {
    for file in "$PLUGINS"/*.so; do
        prints "file=${file##*/}" "$NETCAPD" --dump-plugin "$file" &&
            grep -q '^on=\|^hook=' "$work/out" || return 1
    done
}
check "--dump-plugin describes every plugin there is" all_described

finish
