#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plugins from elsewhere, built against the installed SDK alone, are in every way like ours.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

command -v pkg-config > "$work/found" || skip_all "there is no pkg-config"
command -v protoc-c > "$work/found" || skip_all "there is no protoc-c"

SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
stage=$work/stage

# Five of our own will do: installing them all takes its time.
install_it() {
    make -s -C "$TOP_BUILDDIR/sdk" install DESTDIR="$stage" &&
        make -s -C "$TOP_BUILDDIR/core" install DESTDIR="$stage" &&
        make -s -C "$TOP_BUILDDIR/plugins" install DESTDIR="$stage" \
            plugin_PROGRAMS="ethernet.so ipv4.so tcp.so udp.so connection.so"
}
install_it > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }

# From here on nothing of the source or build tree is used but the sources of the plugins.
pc=$(find "$stage" -name netcap-sdk.pc)
PKG_CONFIG_PATH=${pc%/*}
export PKG_CONFIG_PATH
prefix=$stage$(pkg-config --variable=prefix netcap-sdk)
sdk() {
    pkg-config --define-variable=prefix="$prefix" "$@" netcap-sdk
}
includes=$(sdk --variable=includedir)
plugindir=$(sdk --variable=plugindir)
LD_LIBRARY_PATH=$(sdk --variable=libdir)
export LD_LIBRARY_PATH
NETCAPD=$(find "$stage" -path '*/bin/netcapd')
NETCAP=$(find "$stage" -path '*/bin/netcap')
for stem in beat pulse diary talk knock ferry errand; do
    cp "$TOP_SRCDIR/tests/plugins/$stem.c" "$TOP_SRCDIR/tests/plugins/$stem.proto" "$work"
done
cd "$work" || exit 99

flags_stay_inside() {
    sdk --cflags --libs | tr ' ' '\n' | grep -e '^-I' -e '^-L' > paths
    expect_output "-I$includes" paths && expect_output "-L$LD_LIBRARY_PATH" paths &&
        ! grep -v "$stage" paths
}
flags_link() {
    sdk --libs > libs && expect_output -lnetcap-sdk libs && expect_output -lprotobuf-c libs
}
headers_installed() {
    (cd "$TOP_SRCDIR/sdk" && ls netcap/*.h netcap/*.proto) > wanted
    echo netcap/context.pb-c.h >> wanted
    (cd "$includes" && ls netcap/*) | sort > installed
    sort wanted | same - installed
}
no_libtool_files() {
    ls "$plugindir" "$LD_LIBRARY_PATH" > files && expect_output udp.so files && lacks .la files
}
without_a_run_path() {
    for file in "$NETCAPD" "$NETCAP" "$plugindir"/*.so "$LD_LIBRARY_PATH"/*.so; do
        readelf -d "$file" > dynamic || return 1
        ! grep -E 'RPATH|RUNPATH' dynamic || { echo "$file"; return 1; }
    done
}
check "nothing that is installed looks for libraries in a folder of its own" without_a_run_path
check "pkg-config knows the folders of the SDK and no others" flags_stay_inside
check "pkg-config links the SDK and protobuf-c" flags_link
check "every public header is installed, and no other" headers_installed
check "nothing is installed that only libtool reads" no_libtool_files

# As the README has it, where pkg-config tells of another prefix.
mkdir bin
echo "exec $(command -v pkg-config) --define-variable=prefix='$prefix' \"\$@\"" > bin/pkg-config
chmod +x bin/pkg-config
build_by_readme() {
    sed -n '/^    protoc-c /p; /^    cc -shared /p' "$TOP_SRCDIR/README.md" > commands
    [ "$(wc -l < commands)" -eq 2 ] && PATH=$work/bin:$PATH sh -ex commands && [ -s beat.so ]
}
build() {
    protoc-c -I. $(sdk --variable=protocflags) --c_out=. --descriptor_set_out="$1.desc" "$1.proto" &&
        $CC -Wall -Wextra -Werror -shared -fPIC -o "$1.so" "$1.c" "$1.pb-c.c" $(sdk --cflags --libs)
}
check "the commands in the README build its plugin" build_by_readme
check "it builds with one line, without a warning" build beat
check "another one too" build pulse

# Wherever the descriptor set lies, and whoever assembles it.
mkdir made
cp beat.desc made/beat.desc
carries() {
    $CC -shared -fPIC -O2 "$@" -I. -o made/beat.so beat.c beat.pb-c.c $(sdk --cflags --libs) &&
        [ "$(strings -a made/beat.so | grep -c 'mV\] its voltage')" -eq 1 ] &&
        prints "record=beat.Beat" "$NETCAPD" --dump-plugin made/beat.so
}
links_late() {
    echo 'int one(void) { return 1; }' > late.c
    $CC -shared -fPIC -flto -o late.so late.c > log 2>&1
}
in_another_folder() {
    rm beat.desc
    carries -Imade && carries '-DNC_SCHEMA_FOLDER="made/"'
    found=$?
    cp made/beat.desc .
    return $found
}
check "its schema may lie in another folder" in_another_folder
if links_late; then
    check "it may be optimised when it is linked" carries -flto '-DNC_SCHEMA_FOLDER="made/"'
fi
check "one that reads streams too" build diary
check "a model of flows too" build talk
check "one that is asked about datagrams too" build knock
check "one that follows datagrams too" build ferry
check "one that expects streams too" build errand
mkdir plugins
cp "$plugindir"/*.so beat.so pulse.so diary.so talk.so knock.so ferry.so errand.so plugins || exit 1

listed() {
    prints "Beat                          10001  Heartbeats of sensor stations" \
        "$NETCAPD" --plugins=plugins --only-plugins --list-plugins && expect_output "Pulse " out
}
described() {
    expect_status 0 "$NETCAPD" --dump-plugin beat.so && sed '/^abi=/d; /^size=/d' out > described
    cat > wanted << EOF
file=beat.so
name=Beat
about=Heartbeats of sensor stations
record=beat.Beat
type=10001
enabled=on
on=udp.port:4747
field=magic kind=uint bit=0 bits=32
field=version kind=uint bit=32 bits=4
field=kind kind=uint bit=36 bits=4
field=count kind=uint bit=40 bits=8
field=sequence kind=uint bit=48 bits=16
field=station kind=mac bit=64 bits=48
option=payload default=off help=write what follows the readings
option=most default=100 range=1..255 help=refuse beats with more readings
EOF
    same described wanted
}
check "it is listed" listed
check "it is described" described

"$PYTHON3" "$TOP_SRCDIR/tests/plugins/beat_capture.py" > beat.pcap || exit 99
"$PYTHON3" "$TOP_SRCDIR/tests/plugins/beat_capture.py" 4848 > moved.pcap || exit 99

# run FOLDER ARGUMENT...: netcapd on the capture; what it says of it goes to FOLDER.out.
run() {
    to=$1
    shift
    rm -rf "$to"
    "$NETCAPD" --plugins=plugins --only-plugins -o "$to" "$@" > "$to.out"
}
run plain -r beat.pcap || exit 1

# context N: of what the Nth packet carried.
context() {
    "$PYTHON3" -c 'import joins, json, sys
ends = {"SrcIP": "192.0.2.7", "DstIP": "192.0.2.1", "SrcPort": "40000", "DstPort": "4747"}
both = joins.joined(ends, int(sys.argv[1]))
both = {name: both[name] for name in (*ends, "ConnectionID", "CommunityID", "PacketNumber")}
none = {"Depth": 0, "VLAN": 0, "OuterVLAN": 0, "Tunnel": "", "TunnelID": 0}
print("\"Context\":" + json.dumps({**both, **none}, separators=(",", ":")))' "$1"
}
beats() {
    "$NETCAP" dump --json --select=Timestamp,Sequence,Station,Readings,Payload,Context \
        "$1/Beat.ncap.gz"
}
beats_decoded() {
    readings='[{"Sensor":7,"Value":-40},{"Sensor":8,"Value":1000}]'
    station='"Station":"02:00:5e:00:53:01"'
    cat > wanted << EOF
{"Timestamp":"1700000000.000005","Sequence":1,$station,"Readings":$readings,"Payload":"",$(context 1)}
{"Timestamp":"1700000000.250005","Sequence":2,$station,"Readings":[],"Payload":"",$(context 2)}
{"Timestamp":"1700000000.500005","Sequence":3,$station,"Readings":[],"Payload":"",$(context 3)}
EOF
    beats plain | same - wanted
}
pulses_decoded() {
    echo "{\"Timestamp\":\"1700000000.250005\",\"Rate\":72,$(context 2)}" > wanted
    "$NETCAP" dump --json plain/Pulse.ncap.gz | same - wanted
}
check "its records have what was sent, when, and who sent it" beats_decoded
check "its own plugin is found in its own number space" pulses_decoded

# A record whose Context is older than the ids, or another's.
build_with_own_context() {
    mkdir own own/plugins && cp "$plugindir"/*.so own/plugins && cp beat.c own && {
        sed '/^import/d; s/types\.PacketContext/PacketContext/' beat.proto
        echo 'message PacketContext { string SrcIP = 1; string DstIP = 2; string SrcPort = 3; string DstPort = 4; }'
    } > own/beat.proto && (cd own && build beat) && cp own/beat.so own/plugins
}
without_ids() {
    "$NETCAPD" --plugins=own/plugins --only-plugins -o own/out -r beat.pcap --packet-numbers=on > own.out &&
        context='"Context":{"SrcIP":"192.0.2.7","DstIP":"192.0.2.1","SrcPort":"40000","DstPort":"4747"}' &&
        "$NETCAP" dump --json --select=Context own/out/Beat.ncap.gz > found &&
        printf '{%s}\n' "$context" "$context" "$context" | same - found &&
        ! zcat own/out/Beat.ncap.gz | grep -F -a "$("$PYTHON3" -c 'import joins
print(joins.connection_id(("192.0.2.7", "192.0.2.1"), (40000, 4747)))')"
}
check "one whose record has a Context of its own is built" build_with_own_context
check "a Context that declares no ids gets none" without_ids

# What a field of a type means, as the file says.
means() {
    "$NETCAP" fields "$1" | tr -s ' ' > found && expect_output "$2" found
}
beats_explained() {
    means plain/Beat.ncap.gz "beat.Beat: What a sensor station says of itself once in a while." &&
        means plain/Beat.ncap.gz "5 Count uint32 count readings as the station says" &&
        means plain/Beat.ncap.gz "2 Value int32 number mV its voltage" &&
        means plain/Beat.ncap.gz "types.PacketContext"
}
pulses_typed() {
    means plain/Pulse.ncap.gz "1 Timestamp string time" &&
        means plain/Pulse.ncap.gz "2 Rate uint32" && lacks "beats a minute" found
}
# What may be absent is told of proto2, with its .schema and without.
build_in_proto2() {
    mkdir -p two/plugins && cp "$plugindir"/*.so beat.so two/plugins &&
        sed 's/proto3/proto2/; s/^    \([a-z]\)/    optional \1/' pulse.proto > two/pulse.proto &&
        sed "$1" pulse.c > two/pulse.c && (cd two && build pulse) && cp two/pulse.so two/plugins
}
absence_is_told() {
    build_in_proto2 "$1" && rm -rf two/out &&
        "$NETCAPD" --plugins=two/plugins --only-plugins -o two/out -r beat.pcap > two.out &&
        means two/out/Pulse.ncap.gz "$2"
}
check "of a plugin in proto2 it is told what may be absent" \
    absence_is_told "" "2 Rate optional uint32"
check "and what its .schema says besides" absence_is_told \
    's/^NC_PLUGIN/NC_SCHEMA(pulse);\n&/; s/^    .record.*/&\n.schema = \&pulse_schema,/' \
    "2 Rate optional uint32 beats a minute"
check "its file says what its fields mean" beats_explained
check "of a plugin without a schema the types are known, and what names say" pulses_typed

explained() {
    prints "Type          beat.Beat, number 10001" "$NETCAP" info plain/Beat.ncap.gz
}
foreign_reader() {
    "$PYTHON3" "$TOP_SRCDIR/tests/programs/ncap_read.py" plain/Beat.ncap.gz > found &&
        expect_output '"Readings":[{"Sensor":7,"Value":-40},{"Sensor":8,"Value":1000}]' found
}
check "the file says what it holds" explained
if "$PYTHON3" -c 'import google.protobuf' 2> no_protobuf; then
    check "another reader reads the file by its own schema" foreign_reader
fi

accounted() {
    grep -A 2 'unknown protocol' plain.out | expect_output "beat 0x0002" /dev/stdin &&
        expect_output "1  Beat: does not begin with BEAT" plain.out &&
        expect_output "1  Beat: ends too early" plain.out &&
        expect_output "1  Beat: too many readings" plain.out
}
set_aside() {
    [ -s plain/unknown.pcapng.gz ] && [ -s plain/errors.pcapng.gz ]
}
check "what it refuses and what nobody decodes is counted with its reasons" accounted
check "these packets are set aside" set_aside

written_by_option() {
    run with -r beat.pcap --set=Beat.payload=on && beats with |
        expect_output '"Payload":"72657374"' /dev/stdin &&
        prints "Payloads      yes" "$NETCAP" info with/Beat.ncap.gz
}
limited_by_ini() {
    printf '[Beat]\nmost = 1\n' > netcap.ini
    run with -r beat.pcap --config=netcap.ini && expect_output "3  Beat: too many readings" with.out
}
bounded() {
    printf '[Beat]\nmost = 256\n' > netcap.ini
    refuses 2 "netcap.ini:2: [Beat] most = 256: expected a number from 1 to 255" \
        "$NETCAPD" --plugins=plugins --only-plugins --config=netcap.ini -r beat.pcap
}
moved() {
    printf '[Beat]\non = udp.port:4848\n' > netcap.ini
    run with -r moved.pcap --config=netcap.ini && beats with |
        expect_output '"DstPort":"4848"' /dev/stdin
}
not_moved() {
    run with -r moved.pcap && [ ! -e with/Beat.ncap.gz ]
}
printed() {
    expect_status 0 "$NETCAPD" --plugins=plugins --only-plugins --print-config && cp out printed.ini &&
        expect_output "[Beat]" printed.ini && expect_output "most = 100" printed.ini &&
        run with -r beat.pcap --config=printed.ini --plugins=plugins --only-plugins && same_records plain with
}
switched_off() {
    printf '[Beat]\nenabled = off\n' > netcap.ini
    run with -r beat.pcap --config=netcap.ini && [ ! -e with/Beat.ncap.gz ] &&
        records with Pulse | expect_output '"Rate":72' /dev/stdin
}
check "its switch is set by --set" written_by_option
check "its number is set by the ini file" limited_by_ini
check "its number has its bounds" bounded
check "it is found by no other port" not_moved
check "the ini file can give it another port" moved
check "--print-config has its section, which changes nothing" printed
check "it can be switched off, and what lies inside is found" switched_off

included() {
    run with -r beat.pcap --include=pulse && [ "$(echo with/*.ncap.gz)" = with/Pulse.ncap.gz ]
}
excluded() {
    run with -r beat.pcap --exclude=Beat && [ ! -e with/Beat.ncap.gz ] && [ -e with/Pulse.ncap.gz ]
}
check "--include takes its name" included
check "--exclude takes its name" excluded

threads_agree() {
    run with -r beat.pcap --isolation=none && same_records plain with
}
check "it works in threads as in processes" threads_agree

"$PYTHON3" "$TOP_SRCDIR/tests/plugins/diary_capture.py" > diary.pcap || exit 99
run told -r diary.pcap

diaries_read() {
    cat > wanted << 'EOF'
{"Timestamp":"1700000000.750005","Offset":0,"Text":"sunrise"}
{"Timestamp":"1700000000.750005","Offset":11,"Text":"wind from the west"}
{"Timestamp":"1700000002.000005","Offset":41,"Text":"rainbow"}
{"Timestamp":"1700000002.000005","Offset":52,"Text":""}
{"Timestamp":"1700000003.000005","Offset":59,"Text":"sunset"}
EOF
    "$NETCAP" dump --json --select=Timestamp,Offset,Text told/Diary.ncap.gz | same - wanted
}
diary_accounted() {
    expect_output "1  Diary: no message where one should begin" told.out
}
talks_counted() {
    when='"TimestampFirst":"1700000000.000005","Duration":4000000000'
    end='"EndReason":"input-end","Part":1'
    hosts='"SrcIP":"192.0.2.7","DstIP":"192.0.2.1"'
    echo "{$when,\"NumPackets\":17,$end,$hosts,\"Longest\":73}" > wanted
    "$NETCAP" dump --json \
        --select=TimestampFirst,Duration,NumPackets,EndReason,Part,SrcIP,DstIP,Longest \
        told/Talk.ncap.gz | same - wanted
}
cut_by_option() {
    run parts -r diary.pcap --set=Talk.active_timeout=2 &&
        "$NETCAP" dump --json --select=EndReason,Part parts/Talk.ncap.gz > found &&
        expect_output '{"EndReason":"active","Part":1}' found &&
        expect_output '{"EndReason":"input-end","Part":2}' found
}
check "its stream's messages are read, behind a gap and what is none as well" diaries_read
check "what is no message in its stream is counted" diary_accounted
check "its flows are counted in both directions" talks_counted
check "its flows end by its options" cut_by_option

"$PYTHON3" "$TOP_SRCDIR/tests/plugins/knock_capture.py" > knock.pcap || exit 99
run knocks -r knock.pcap

knocks_recognised() {
    cat > wanted << 'EOF'
{"Timestamp":"1700000000.000005","Version":2,"Door":12}
{"Timestamp":"1700000000.250005","Version":1,"Door":13}
{"Timestamp":"1700000000.750005","Version":2,"Door":14}
EOF
    "$NETCAP" dump --json --select=Timestamp,Version,Door knocks/Knock.ncap.gz | same - wanted
}
handed_on() {
    "$NETCAP" dump --json --select=Timestamp,Sequence knocks/Beat.ncap.gz > found &&
        echo '{"Timestamp":"1700000000.500005","Sequence":7}' | same found -
}
knocks_accounted() {
    expect_output "1  Knock: sum that is wrong" knocks.out &&
        expect_output "1  Knock: knocks not at all" knocks.out
}
noted() {
    grep -A 1 '^noted  *1 ' knocks.out |
        expect_output "1  Knock: version that is going out of use" /dev/stdin &&
        expect_output '"noted": 1' knocks/run.json &&
        expect_output '{"reason": "Knock: version that is going out of use", "packets": 1}' \
            knocks/run.json &&
        gzip -dc knocks/errors.pcapng.gz > aside && ! grep -a "out of use" aside
}
check "it recognises its datagrams at its port, whichever side has it" knocks_recognised
check "what it does not recognise is the other port's" handed_on
check "what nobody takes is counted with the reason of who was first" knocks_accounted
check "what it notes is counted, and not set aside" noted

"$PYTHON3" "$TOP_SRCDIR/tests/plugins/ferry_capture.py" > ferry.pcap || exit 99
"$PYTHON3" "$TOP_SRCDIR/tests/plugins/ferry_capture.py" 12 > ferries.pcap || exit 99
"$PYTHON3" "$TOP_SRCDIR/tests/plugins/errand_capture.py" > errand.pcap || exit 99
run ferried -r ferry.pcap
run ran -r errand.pcap

transfers_followed() {
    cat > wanted << 'EOF'
{"Timestamp":"1700000002.000005","File":"map","Blocks":2,"Bytes":529,"Whole":true}
{"Timestamp":"1700000074.000005","File":"tide","Blocks":1,"Bytes":0,"Whole":true}
{"Timestamp":"1700000002.750005","File":"chart","Blocks":2,"Bytes":1024,"Whole":false}
EOF
    "$NETCAP" dump --json --select=Timestamp,File,Blocks,Bytes,Whole ferried/Ferry.ncap.gz |
        same - wanted
}
transfers_accounted() {
    expect_output "1  Ferry: block before its turn" ferried.out &&
        expect_output "1  Ferry: asks for nothing" ferried.out
}
transfers_named() {
    cat > wanted << 'EOF'
{"SrcPort":"40000","DstPort":"4769","ApplicationProto":"Ferry"}
{"SrcPort":"40001","DstPort":"4769","ApplicationProto":"Ferry"}
{"SrcPort":"40002","DstPort":"4769","ApplicationProto":"Ferry"}
{"SrcPort":"50000","DstPort":"40000","ApplicationProto":"Ferry"}
{"SrcPort":"50001","DstPort":"40001","ApplicationProto":"Ferry"}
{"SrcPort":"50002","DstPort":"40002","ApplicationProto":"Payload"}
{"SrcPort":"50003","DstPort":"40000","ApplicationProto":"Ferry"}
{"SrcPort":"50009","DstPort":"40000","ApplicationProto":"Payload"}
EOF
    "$NETCAP" dump --json --select=SrcPort,DstPort,ApplicationProto ferried/Connection.ncap.gz |
        sort -u | same - wanted
}
errands_followed() {
    hosts='"Context":{"SrcIP":"192.0.2.7","DstIP":"192.0.2.1"'
    cat > wanted << EOF
{"Timestamp":"1700000004.250005","Thing":"milk","Bytes":14,$hosts,"SrcPort":"40002","DstPort":"4747"
{"Timestamp":"1700000003.500005","Thing":"bread","Bytes":3000,$hosts,"SrcPort":"40001","DstPort":"50000"
EOF
    "$NETCAP" dump --json --select=Timestamp,Thing,Bytes,Context ran/Errand.ncap.gz |
        sed 's/,"ConnectionID.*//' | same - wanted
}
errands_accounted() {
    expect_output "1  Errand: line that asks for nothing" ran.out && [ ! -e ran/Diary.ncap.gz ]
}
# Batches by the dozen; any number of workers, in processes and in threads.
whoever_works() {
    run one -r ferries.pcap -r errand.pcap -r ferry.pcap -w1
    "$NETCAP" dump --json one/Ferry.ncap.gz > found
    [ "$(grep -c '"Blocks":500,.*"Whole":true' found)" -eq 12 ] || return 1
    for more in -w2 -w3 -w5 "-w2 --isolation=none" "-w5 --isolation=none"; do
        # shellcheck disable=SC2086 # words
        run with -r ferries.pcap -r errand.pcap -r ferry.pcap $more
        same_records one with || return 1
    done
}
followed_is_described() {
    expect_status 0 "$NETCAPD" --dump-plugin ferry.so && expect_output hook=datagram out &&
        expect_output state=64 out
}
check "it follows its datagrams to any port, with what it was told" transfers_followed
check "what is none of its datagrams is counted, and costs itself alone" transfers_accounted
check "the conversations it reads are named by it" transfers_named
check "it reads connections that it has sent for, with what it was told" errands_followed
check "what is no line is counted, and no other plugin of a port is asked" errands_accounted
check "its records are the same whoever works, in processes and in threads" whoever_works
check "--dump-plugin says that it follows datagrams" followed_is_described

# What the kit makes, with nothing but pkg-config and the compiler.
kit_builds() {
    "$TOP_BUILDDIR/core/here/netcap" plugin new Staged "$@" -o staged && (
        cd staged && unset PLUGINS && PATH=$work/bin:$PATH make -s CFLAGS="-Wall -Wextra -Werror" check \
            NETCAP="$TOP_BUILDDIR/core/here/netcap" NETCAPD="$TOP_BUILDDIR/core/here/netcapd"
    )
    found=$?
    rm -rf staged
    return $found
}
check "a new plugin builds by its Makefile and passes its check" kit_builds
for kind in datagram stream flow carrier; do
    check "a new one of kind $kind does too" kit_builds "--$kind"
done

# The rules that our own plugins are held to.
exemplary() {
    mkdir rules && cp beat.c pulse.c diary.c talk.c knock.c ferry.c errand.c rules &&
        echo '/* No header of its own. */' > rules/none.h &&
        silent sh "$TOP_SRCDIR/tests/programs/plugin_rules.sh" rules
}
check "it keeps the rules for plugins" exemplary

finish
