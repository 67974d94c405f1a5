# SPDX-License-Identifier: Apache-2.0
# For the test scripts: each check is a sentence that is false when it fails.
#
#     . "${srcdir:-$(dirname "$0")/..}/programs/run.sh"
#     check "a missing folder is refused" refuses 4 "no plugins" "$NETCAPD" --plugins=/nowhere
#     finish
#
# A script has $work to write to, which goes when it ends.
set -u
LC_ALL=C
unset SOURCE_DATE_EPOCH NO_COLOR COLUMNS
export LC_ALL

: "${srcdir:=$(dirname "$0")/..}"
: "${TOP_SRCDIR:=$(cd "$srcdir/.." && pwd)}"
: "${TOP_BUILDDIR:=$(cd .. && pwd)}"
: "${NETCAPD:=$TOP_BUILDDIR/core/here/netcapd}" "${NETCAP:=$TOP_BUILDDIR/core/here/netcap}"
: "${PLUGINS:=$TOP_BUILDDIR/plugins}" "${CC:=cc}"
CAPTURES=$TOP_SRCDIR/tests/captures
PYTHON3=${PYTHON3:-/usr/bin/python3}
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$CAPTURES
export PYTHONDONTWRITEBYTECODE PYTHONPATH

passed=0 failed=0
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
ulimit -c 0

# check SENTENCE COMMAND...: the sentence holds when the command succeeds.
check() {
    sentence=$1
    shift
    if "$@" > "$work/said" 2>&1; then
        echo "ok: $sentence"
        passed=$((passed + 1))
    else
        echo "FAILED: $sentence"
        head -n 40 "$work/said" | cut -c 1-200 | sed 's/^/    /'
        failed=$((failed + 1))
    fi
}

# expect_status N COMMAND...: its output is in $work/out and $work/err.
expect_status() {
    wanted=$1
    shift
    "$@" > "$work/out" 2> "$work/err"
    status=$?
    [ "$status" = "$wanted" ] && return
    echo "expected status $wanted, found $status: $*"
    cat "$work/out" "$work/err"
    return 1
}

# expect_output TEXT FILE: a line of the file has the text.
expect_output() {
    grep -F -e "$1" "$2" > /dev/null && return
    echo "expected: $1"
    echo "found in $2:"
    cat "$2"
    return 1
}

# refuses N TEXT COMMAND...: status N, and one sentence on standard error that has the text.
refuses() {
    wanted=$1 text=$2
    shift 2
    expect_status "$wanted" "$@" && expect_output "$text" "$work/err" || return 1
    [ "$(wc -l < "$work/err")" -eq 1 ] && return
    echo "expected one line, found:"
    cat "$work/err"
    return 1
}

# prints TEXT COMMAND...: status 0, and a line of the output has the text.
prints() {
    text=$1
    shift
    expect_status 0 "$@" && expect_output "$text" "$work/out"
}

# silent COMMAND...: status 0 and no output.
silent() {
    expect_status 0 "$@" || return 1
    cat "$work/out" "$work/err"
    [ ! -s "$work/out" ] && [ ! -s "$work/err" ]
}

# lacks TEXT FILE: no line of the file has the text.
lacks() {
    grep -F -e "$1" "$2" || return 0
    return 1
}

# same FILE FILE
same() {
    diff "$1" "$2"
}

# records FOLDER TYPE: the records of a type as lines of JSON; none without the file.
records() {
    [ ! -e "$1/$2.ncap.gz" ] || "$NETCAP" dump --json "$1/$2.ncap.gz"
}

# same_records FOLDER FOLDER: the same files of records, byte for byte.
same_records() {
    (cd "$1" && cksum ./*.ncap.gz) > "$work/sums" || return 1
    (cd "$2" && cksum ./*.ncap.gz) | same "$work/sums" -
}

# skip_all WHY: what the script needs is not there.
skip_all() {
    echo "skipped: $1"
    exit 77
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" != 0 ]
    exit
}
