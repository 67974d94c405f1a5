#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The ini file, --set and --print-config: what they change, and what is said of mistakes.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
ini=$work/netcap.ini

# All plugins, and one more with a number for an option.
mkdir "$work/plugins"
ln -s "$PLUGINS"/*.so "$work/plugins"
$CC -w -shared -fPIC -I"$TOP_SRCDIR/sdk" -I"$TOP_BUILDDIR/sdk" -DSTEM=some \
    -DOPTION='NC_UINT(struct options, number, 5, 1, 9, "how many")' -o "$work/plugins/some.so" \
    "$TOP_SRCDIR/tests/plugins/some.c" -L"$TOP_BUILDDIR/sdk/.libs" -lnetcap-sdk || exit 99

# decode OUT ARGUMENT...: the records of the test capture go to $work/OUT.
decode() {
    to=$work/$1
    shift
    rm -rf "$to"
    "$NETCAPD" --plugins="$work/plugins" --only-plugins -q -r "$CAPTURES/demo.pcap" -o "$to" "$@" &&
        records_in "$to"
}

records_in() {
    [ -e "$1/Ethernet.ncap.gz" ] || { echo "$1: there are no records"; false; }
}

# with LINES ARGUMENT...: netcapd with this ini file.
with() {
    printf "$1" > "$ini"
    shift
    decode got --config="$ini" "$@"
}

# bad LINES TEXT: status 2, and a sentence with the text behind the file's name.
bad() {
    printf "$1" > "$ini"
    rm -rf "$work/never"
    refuses 2 "netcapd: $ini:$2" "$NETCAPD" --plugins="$work/plugins" --only-plugins --config="$ini" \
        -r "$CAPTURES/demo.pcap" -o "$work/never" && [ ! -e "$work/never" ]
}

check "an unknown section is refused where it is used" \
    bad '\n[TPC]\npayload = on\n' "3: unknown section [TPC]: expected [netcapd] or a plugin's name; is TCP meant?"
check "an unknown key of a plugin is refused" \
    bad '[UDP]\npayloads = on\n' "2: [UDP] has no key payloads: expected enabled, on, or an option of the plugin; is payload meant?"
check "an unknown key of netcapd is refused" \
    bad '[netcapd]\nworker = 1\n' \
        "2: [netcapd] worker = 1: unknown key; is workers meant? see --print-config"
check "one that is like none is, too" \
    bad '[netcapd]\nxyzzy = 1\n' \
        "2: [netcapd] xyzzy = 1: unknown key: expected one of those that --print-config"
check "a switch that is neither on nor off is refused" \
    bad '[UDP]\nenabled = maybe\n' "2: [UDP] enabled = maybe: expected on or off"
check "an option that is neither on nor off is refused" \
    bad '[UDP]\n\npayload = 2\n' "3: [UDP] payload = 2: expected on or off"
check "a number above an option's bounds is refused" \
    bad '[Some]\nnumber = 10\n' "2: [Some] number = 10: expected a number from 1 to 9"
check "a number below an option's bounds is refused" \
    bad '[Some]\nnumber = 0\n' "2: [Some] number = 0: expected a number from 1 to 9"
check "a number that is none is refused" \
    bad '[Some]\nnumber = 5x\n' "2: [Some] number = 5x: expected a number from 1 to 9"
check "a switch of netcapd that is none is refused" \
    bad '[netcapd]\ncontext = 3\n' "2: [netcapd] context = 3: expected on or off"
check "a number of netcapd out of bounds is refused" \
    bad '[netcapd]\nworkers = 65\n' "2: [netcapd] workers = 65: expected a number from 0 to 64"
check "a choice that there is not is refused" \
    bad '[netcapd]\ncompression = lzma\n' "2: [netcapd] compression = lzma: expected gzip, zstd, zstd:1 to zstd:19, or none"
for list in include=, include=,, exclude=, "exclude=, ,"; do
    check "a list of no names, --$list, is refused" \
        refuses 2 "--$list: names no type: expected names with commas between; see --list-plugins" \
        "$NETCAPD" --plugins="$PLUGINS" "--$list" -r "$CAPTURES/demo.pcap" -o "$work/none"
    echo "[netcapd]
${list%%=*} = ${list#*=}" > "$work/nothing.ini"
    check "a list of no names, $list in the ini file, is refused" \
        refuses 2 "--$list: names no type" \
        "$NETCAPD" --plugins="$PLUGINS" --config="$work/nothing.ini" -r "$CAPTURES/demo.pcap" -o "$work/none"
done
check "a list of no keys is refused" refuses 2 "--set: [DNS] on = ,: expected keys as udp.port:5353" \
    "$NETCAPD" --plugins="$PLUGINS" --set=DNS.on=, -r "$CAPTURES/demo.pcap" -o "$work/none"
check "a plugin without records to include is refused" \
    refuses 2 "--include: SLL has no records that could be written; see --list-plugins" \
    "$NETCAPD" --plugins="$PLUGINS" --include=TCP,SLL -r "$CAPTURES/demo.pcap" -o "$work/none"
check "a run that would write no type of records is refused" \
    refuses 2 "all record types are switched off: --include, --exclude and 'enabled = off' leave none" \
    "$NETCAPD" --plugins="$PLUGINS" --include=TCP --exclude=TCP -r "$CAPTURES/demo.pcap" -o "$work/none"
check "a name to include that no plugin has is refused" \
    refuses 2 "--include: no plugin is named Nope" \
    "$NETCAPD" --plugins="$work/plugins" --only-plugins --include=DNS,Nope -r "$CAPTURES/demo.pcap"
check "a key before any section is refused" \
    bad 'payload = on\n' \
        "1: payload: stands before the first section: expected [netcapd] or [NAME] above it"
check "a line that is too long is refused" \
    bad "[UDP]\\n# $(printf %0200d 0)\\n" "2: line too long: expected at most 198 characters"
check "the longest line that is allowed is taken" with \
    "[UDP]\\n# $(printf %0196d 0)\\npayload = on\\n"
check "a line that is neither section nor setting is refused" \
    bad '[UDP]\npayload\n' "2: neither section nor setting: expected [NAME] or key = value"
check "a section that does not end is refused" \
    bad '[UDP]\nenabled=on\n[TCP\n' "3: neither section nor setting: expected [NAME] or key = value"
check "only the first mistake is told" \
    bad '[netcapd]\nworkers = many\ncontext = perhaps\n' "2: [netcapd] workers = many"

check "a key without a space is refused" \
    bad '[DNS]\non = 5300\n' \
        "2: [DNS] on = 5300: expected keys as udp.port:5353, with commas between"
check "a key whose number is none is refused" \
    bad '[DNS]\non = udp.port:many\n' "2: [DNS] on = udp.port:many: expected keys as udp.port:5353"
check "a key's number that no computer holds is refused" \
    bad '[DNS]\non = udp.port:99999999999999999999\n' \
        "2: [DNS] on = udp.port:99999999999999999999: expected keys as"
check "a key in a space that nobody has is refused" \
    bad '[DNS]\non = upd.port:5300\n' \
        "2: [DNS] on = upd.port:5300: expected a key's space to be one of"
check "a private space that no plugin decodes is refused" \
    bad '[DNS]\non = port:5300\n' "2: [DNS] on = port:5300: expected a key's space to be one of"
check "a private space that a plugin decodes is taken" with '[DNS]\non = some:2\n'
check "a key that another plugin decodes is refused" \
    bad '[UDP]\non = udp.port:53\n' "2: [UDP] on: DNS decodes udp.port 53 already: remove it here"
check "a key that the file gives twice is refused" \
    bad '[DNS]\non = udp.port:5300\n[TCP]\non = udp.port:5300\n' \
        "4: [TCP] on: DNS decodes udp.port 5300 already"

too_many_keys() {
    { echo "[DNS]"; seq 30000 32100 | sed 's/^/on = udp.port:/'; } > "$work/long.ini"
    refuses 2 "expected fewer keys: there are too many in all" \
        "$NETCAPD" --plugins="$work/plugins" --only-plugins --config="$work/long.ini" \
        -r "$CAPTURES/demo.pcap" -o "$work/never"
}
check "more keys than the table holds are refused" too_many_keys

check "a file that is not there is refused" \
    refuses 2 "$work/none.ini: cannot read the configuration: No such file or directory" \
    "$NETCAPD" --config="$work/none.ini" --list-plugins
check "a folder is no configuration" \
    refuses 2 "netcapd: $work: cannot read the configuration: Is a directory" \
    "$NETCAPD" --config="$work" --list-plugins

decode plain || exit 99
records "$work/plain" DNS > "$work/dns"
records "$work/plain" UDP > "$work/udp"

off_is_only_not_written() {
    with '[UDP]\nenabled = off\n' && [ ! -e "$work/got/UDP.ncap.gz" ] &&
        records "$work/got" DNS | same - "$work/dns" && [ -s "$work/dns" ]
}
check "a plugin that is off writes nothing, and what lies inside is found" off_is_only_not_written

excluded() {
    decode got --exclude=UDP,tcp && [ ! -e "$work/got/UDP.ncap.gz" ] &&
        [ ! -e "$work/got/TCP.ncap.gz" ] &&
        records "$work/got" DNS | same - "$work/dns"
}
check "--exclude does the same" excluded

included() {
    "$NETCAPD" --plugins="$work/plugins" --only-plugins -q -r "$CAPTURES/demo.pcap" \
        -o "$work/only" --include=DNS &&
        records "$work/only" DNS | same - "$work/dns" &&
        [ "$(echo "$work"/only/*.ncap.gz)" = "$work/only/DNS.ncap.gz" ]
}
check "--include writes these only" included

payload_is_written() {
    with '[UDP]\npayload = on\n' && records "$work/got" UDP > "$work/payloads" &&
        ! grep '"Payload":"[0-9a-f]' "$work/udp" && grep '"Payload":"[0-9a-f]' "$work/payloads" &&
        prints "Payloads      yes" "$NETCAP" info "$work/got/UDP.ncap.gz" &&
        prints "Payloads      no" "$NETCAP" info "$work/plain/UDP.ncap.gz"
}
check "payload=on writes payloads, and the header says so" payload_is_written

set_is_the_same() {
    with '[UDP]\npayload = on\n' && decode by_set --set=UDP.payload=on &&
        same_records "$work/got" "$work/by_set"
}
check "--set is as good as the ini file" set_is_the_same
check "--set is refused as the ini file is" \
    refuses 2 "netcapd: --set: [UDP] payload = no way: expected on or off" \
    "$NETCAPD" --plugins="$work/plugins" --only-plugins --set="UDP.payload=no way" -r "$CAPTURES/demo.pcap"
check "--set wants a name, a key and a value" \
    refuses 2 "expected NAME.KEY=VALUE" "$NETCAPD" --set=UDP.payload -r "$CAPTURES/demo.pcap"

set_goes_first() {
    with '[UDP]\npayload = on\n' --set=UDP.payload=off && same_records "$work/got" "$work/plain"
}
check "--set goes before the ini file" set_goes_first

option_goes_first() {
    with '[netcapd]\ncontext = off\ncompression = none\n' --context=on --compression=gzip &&
        same_records "$work/got" "$work/plain"
}
check "an option goes before the ini file" option_goes_first

order_does_not_matter() {
    printf '[netcapd]\ncontext = off\n' > "$ini"
    decode got --context=on --config="$ini" && same_records "$work/got" "$work/plain"
}
check "an option goes before the ini file that is named after it" order_does_not_matter

names_in_any_case() {
    with '[udp]\npayload = on\n' && decode by_set --set=UDP.payload=on &&
        same_records "$work/got" "$work/by_set"
}
check "sections may be written in small letters" names_in_any_case

# A query to port 5300, where no plugin looks for one.
"$PYTHON3" - > "$work/odd.pcap" << 'EOF' || exit 99
import sys
from files import Capture
from wire import A, IPV4, UDP, Message, ether, ip4, udp
capture = Capture("odd")
query = Message(7, 0x0100).ask("odd.example", A).done()
datagram = ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 5300, query))
capture.packet(ether("02:00:00:00:00:01", "02:00:00:00:00:02", IPV4, datagram))
sys.stdout.buffer.write(capture.bytes())
EOF

odd_port() {
    rm -rf "$work/odd"
    "$NETCAPD" --plugins="$work/plugins" --only-plugins -q -r "$work/odd.pcap" -o "$work/odd" "$@" &&
        records "$work/odd" DNS > "$work/found"
}
no_odd_port() {
    odd_port && [ ! -s "$work/found" ]
}
added_port() {
    printf '[DNS]\non = udp.port:5301, udp.port:0x14b4\n' > "$ini"
    odd_port --config="$ini" && expect_output '"DstPort":"5300"' "$work/found"
}
added_by_set() {
    odd_port --set=DNS.on=udp.port:5300 && expect_output '"DstPort":"5300"' "$work/found"
}
check "a port that no plugin has leads to nothing" no_odd_port
check "a key of the ini file leads to its plugin" added_port
check "a key of --set leads to its plugin" added_by_set

"$NETCAPD" --plugins="$work/plugins" --only-plugins --print-config > "$work/printed.ini" || exit 99

config_changes_nothing() {
    decode got --config="$work/printed.ini" && same_records "$work/got" "$work/plain"
}
check "what --print-config prints changes nothing" config_changes_nothing

# "Name.option" of every option there is.
options_described() {
    for file in "$work"/plugins/*.so; do
        "$NETCAPD" --dump-plugin "$file" | sed -n 's/^name=//p; s/^option=\([^ ]*\).*/ \1/p'
    done | awk '/^ / { print name "." $1; next } { name = $0 }' | sort
}
options_printed() {
    awk -F '[][]' '/^\[/ { name = $2; next }
        name == "netcapd" || !/^[a-z]/ || /^(enabled|on) / { next }
        { sub(/ *=.*/, ""); print name "." $0 }' \
        "$work/printed.ini" | sort
}
every_option() {
    options_described > "$work/described"
    options_printed | same - "$work/described" && expect_output Some.number "$work/described"
}
check "--print-config names every option of every plugin, and no others" every_option

every_section() {
    sed -n 's/^\[\(.*\)\]$/\1/p' "$work/printed.ini" | sed 1d | sort > "$work/sections"
    "$NETCAPD" --plugins="$work/plugins" --only-plugins --list-plugins | sed 1d | sed 's/ .*//' | sort |
        same - "$work/sections"
}
check "--print-config has a section for every plugin" every_section

set_everything() {
    awk -F '[][]' \
        '/^\[/ { name = $2; next } /^[a-z]+ =/ { sub(/ *= */, "="); print "--set=" name "." $0 }' \
        "$work/printed.ini" | grep -v -e '^--set=netcapd.out=' -e '^--set=netcapd.plugins=' \
        > "$work/words"
    # Values have blanks nowhere, and empty ones are fine.
    decode got $(cat "$work/words") && same_records "$work/got" "$work/plain"
}
check "every line of --print-config is taken by --set too" set_everything

finish
