#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Options, and what is said of them: help, manual, completion and ini file come from one table,
# and this is where somebody notices when they no longer do.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

commands=$("$NETCAP" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p; s/^  \([a-z]*\) \([a-z]*\)  .*/\1-\2/p')
words() { # of a command, some of which are two
    echo "$1" | tr - ' '
}

# The sets of long options, one to a line; all of netcap's together.
of_help() {
    sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' | sort -u
}
netcapd_help() {
    "$NETCAPD" --help | of_help
}
netcap_help() {
    { "$NETCAP" --help; for command in $commands; do "$NETCAP" $(words "$command") --help; done; } | of_help
}
of_man() {
    if [ "$1" = "$NETCAP" ]; then
        "$NETCAP" --man && for command in $commands; do "$NETCAP" --man "$command" || return 1; done
    else
        "$1" --man
    fi | sed -n '/^\.TP/{n;s/\\-/-/g;s/^\(.*, \)*\\fB--\([a-z-]*\)\\fR.*/\2/p;}' | sort -u
}
of_completion() {
    "$1" --completion | sed -n "s/^    '.*') words='\(--[^']*\)' ;;/\1/p" | tr ' ' '\n' |
        sed 's/^--//; s/=$//' | sort -u
}
of_table() {
    sed -n 's/^    {.* \.name = "\([a-z-]*\)".*/\1/p' "$TOP_SRCDIR/core/settings/options.c" | sort -u
}

agree() {
    "$@" > "$work/found"
    same "$work/wanted" "$work/found" && [ -s "$work/wanted" ]
}

netcapd_help > "$work/wanted"
check "netcapd --help has every row of the table" agree of_table
check "netcapd's manual has the options of its help" agree of_man "$NETCAPD"
check "netcapd's completion has the options of its help" agree of_completion "$NETCAPD"
netcap_help > "$work/wanted"
check "netcap's manual has the options of its helps" agree of_man "$NETCAP"
check "netcap's completion has the options of its helps" agree of_completion "$NETCAP"

every_command() {
    [ -n "$commands" ] && for command in $commands; do
        prints "Usage: netcap $(words "$command")" "$NETCAP" $(words "$command") --help || return 1
    done
}
check "every command of netcap has a help of its own" every_command

# The keys of [netcapd].
"$NETCAPD" --print-config --plugins="$PLUGINS" |
    sed -n '/^\[netcapd\]/,/^$/s/^\([a-z_]*\) =.*/\1/p' | sort > "$work/wanted"
keys_of_help() {
    "$NETCAPD" --help | tr -s ' \n' ' ' | grep -o '\[ini: [a-z_]*\]' | sed 's/.*: //; s/]//' | sort
}
keys_of_man() {
    "$NETCAPD" --man | sed -n 's/^In the ini file: \\fB\(.*\)\\fR\.$/\1/p' | sort
}
check "netcapd's help names the keys of the ini file" agree keys_of_help
check "netcapd's manual names the keys of the ini file" agree keys_of_man

# And what they are at first, unless that is nothing.
"$NETCAPD" --print-config --plugins="$PLUGINS" |
    sed -n '/^\[netcapd\]/,/^$/s/^[a-z_]* = \(..*\)$/\1/p' > "$work/wanted"
defaults_of_help() {
    "$NETCAPD" --help | tr -s ' \n' ' ' | grep -o '(default [^)]*) \[ini:' | sed 's/.default //; s/).*//'
}
defaults_of_man() {
    "$NETCAPD" --man | sed -n 's/^Default: \\fB\\*&*\(.*\)\\fR\.$/\1/p'
}
check "netcapd's help names the defaults of the ini file" agree defaults_of_help
check "netcapd's manual names the defaults of the ini file" agree defaults_of_man

for program in "$NETCAPD" "$NETCAP"; do
    name=${program##*/}
    check "$name says its version" prints "$name " "$program" --version
    check "an unknown option of $name is named, with a hint" \
        refuses 2 "$name: unknown option --nope; see '$name --help'" "$program" --nope
    check "an unknown letter of $name is named, with a hint" \
        refuses 2 "$name: unknown option -j; see '$name --help'" "$program" -j
done
check "an unknown command is named, with a hint" \
    refuses 2 "netcap: unknown command 'nope'" "$NETCAP" nope
check "an option that is nearly one is asked about" \
    refuses 2 "netcapd: unknown option --formt; is --format meant? see" "$NETCAPD" --formt=csv
check "so it is in a command" \
    refuses 2 "netcap dump: unknown option --selct; is --select meant? see" "$NETCAP" dump --selct=A x
check "a command that is nearly one is asked about" \
    refuses 2 "netcap: unknown command 'expotr'; is export meant? see 'netcap --help'" "$NETCAP" expotr
check "a missing command is asked for" refuses 2 "see 'netcap --help'" "$NETCAP"

check "who is used to tcpdump is told where records go" \
    refuses 2 "--workers=out.pcap: expected a number from 0 to 64; records are written to the folder of --out" "$NETCAPD" -r x -w out.pcap
check "and that names are never looked up" refuses 2 "unknown option -n: addresses and ports are never" "$NETCAPD" -nnr x
check "who is used to the original is told that files are named" \
    refuses 2 "netcap dump: unknown option -r: files are named by themselves" "$NETCAP" dump -r x

check "an option without its value is refused" \
    refuses 2 "option --read: expected FILE after it" "$NETCAPD" --read
check "a value for a switch is refused" \
    refuses 2 "option --quiet takes no value, found '1'" "$NETCAPD" --quiet=1
check "the beginning of an option is no option" \
    refuses 2 "unknown option --plug; is --plugins or --plugin-failures or " "$NETCAPD" --plug=x
check "a number that is too small is refused" \
    refuses 2 "--snaplen=63: expected 64 to 262144 bytes" "$NETCAPD" --snaplen=63 -r x
check "a number that is negative is refused" \
    refuses 2 "--workers=-1: expected a number from 0 to 64" "$NETCAPD" --workers=-1 -r x
check "a choice that there is not is refused" \
    refuses 2 "--compression=zip: expected gzip, zstd, zstd:1 to zstd:19, or none" "$NETCAPD" --compression=zip -r x
check "a file mode that its owner could not write with is refused" \
    refuses 2 "--file-mode=0440: expected an octal number from 0600 to 0777, as 0640" \
    "$NETCAPD" --file-mode=0440 -r x
check "a filter that is none is refused" refuses 2 'filter "tcp port": ' \
    "$NETCAPD" --plugins="$PLUGINS" --filter="tcp port" -r "$CAPTURES/udp.pcap" -o "$work"
check "a file and an interface together are refused" \
    refuses 2 "both --interface and a file to read: choose one" "$NETCAPD" -r x -i lo
check "a file as an operand and an interface are refused too" \
    refuses 2 "both --interface and a file to read: choose one" "$NETCAPD" -i lo x
check "nothing to read is refused" \
    refuses 2 "nothing to read: give --read=FILE or --interface=NAME" "$NETCAPD"
check "a capture that is not there is named" \
    refuses 2 "$work/none.pcap: cannot be read: No such file" \
    "$NETCAPD" --plugins="$PLUGINS" -r "$work/none.pcap" -o "$work"

full_disk() {
    expect_status 1 sh -c '"$0" "$@" > /dev/full' "$@" &&
        expect_output "standard output cannot be written: No space left on device" "$work/err"
}
check "a help that cannot be written is an error" full_disk "$NETCAPD" --help
check "a list that cannot be written is an error" \
    full_disk "$NETCAPD" --plugins="$PLUGINS" --list-plugins

closed() {
    expect_status 1 sh -c '"$0" "$@" >&-' "$@" &&
        expect_output "standard output cannot be written: it is closed" "$work/err"
}
left() {
    sh -c '{ read -r gone < "$errors.gate"; "$0" "$@" 2> "$errors"; echo $? > "$errors.status"; } |
           { exec <&-; echo gone > "$errors.gate"; }' "$@"
    [ "$(cat "$errors.status")" = 0 ] && [ ! -s "$errors" ] && return
    echo "it said, with status $(cat "$errors.status"): $(cat "$errors")"
    return 1
}
export errors="$work/errors"
mkfifo "$errors.gate"
for option in --help --man --completion --version --list-plugins --print-config \
    --dump-plugin="$PLUGINS/udp.so"; do
    set -- "$NETCAPD" --plugins="$PLUGINS" "$option"
    check "netcapd ${option%%=*} to a full disk is an error" full_disk "$@"
    check "netcapd ${option%%=*} with its output closed is an error" closed "$@"
    check "netcapd ${option%%=*} is quiet when its reader has left" left "$@"
done
"$NETCAPD" -q --plugins="$PLUGINS" -r "$CAPTURES/udp.pcap" -o "$work/shown"
for command in --help --man --completion --version "dump --help" "dump $work/shown" "info $work/shown" \
    "fields $work/shown"; do
    set -- "$NETCAP" $command
    check "netcap ${command%%/*} to a full disk is an error" full_disk "$@"
    check "netcap ${command%%/*} with its output closed is an error" closed "$@"
    check "netcap ${command%%/*} is quiet when its reader has left" left "$@"
done

# Manuals.  What is between a heading and the next, of a page that is made.
section() {
    "$1" --man | sed -n "/^\.SH \"*$2\"*\$/,/^\.SH/{/^\.SH/d;p;}"
}
has_section() {
    section "$1" "$2" > "$work/section" && [ -s "$work/section" ] && return
    echo "expected a section $2"
    return 1
}
# Every option of the examples is one there is.
examples_run() {
    "$2" > "$work/wanted"
    section "$1" EXAMPLES | sed 's/\\-/-/g' | grep -o -e '--[a-z][a-z-]*' | sed 's/^--//' |
        sort -u > "$work/used"
    comm -13 "$work/wanted" "$work/used" > "$work/unknown"
    [ -s "$work/used" ] && silent cat "$work/unknown"
}
for program in "$NETCAPD" "$NETCAP"; do
    for heading in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" FILES EXAMPLES "SEE ALSO"; do
        check "${program##*/}'s manual has $heading" has_section "$program" "$heading"
    done
done
check "the examples in netcapd's manual use options it has" examples_run "$NETCAPD" netcapd_help
check "the examples in netcap's manual use options it has" examples_run "$NETCAP" netcap_help

# Read by those who format manuals.  Ours have no date, as they are of a version.
formatted() {
    groff -man -Tascii -P-cbou "$1" > "$work/page" && expect_output "SEE ALSO" "$work/page" &&
        ! grep -E '(^|[^.[:alnum:]])\.[A-Z]{1,2}([^A-Z]|$)|\\f[BIR]' "$work/page"
}
linted() {
    mandoc -T lint -W style "$1" | grep -v 'missing date' > "$work/lint"
    silent cat "$work/lint"
}
for page in "$TOP_BUILDDIR"/core/*.1; do
    name=${page##*/}
    if command -v groff > "$work/found"; then
        check "groff has nothing to say against $name" silent groff -man -ww -Tutf8 -z "$page"
        check "no request of $name is printed instead of obeyed" formatted "$page"
    else
        echo "skipped: there is no groff"
    fi
    if command -v mandoc > "$work/found"; then
        check "mandoc has nothing to say against $name" linted "$page"
    fi
done

finish
