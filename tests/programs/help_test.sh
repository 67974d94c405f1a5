#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Scripts that take arguments say which: --help is none of them, and writes no file of that name.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

# What one script leaves there is no other's fault.
empty() {
    rm -rf "$work/empty"
    mkdir "$work/empty"
}
tells() {
    empty
    (cd "$work/empty" && "$@" --help) > "$work/out" 2> "$work/err" || { cat "$work/err"; return 1; }
    [ -s "$work/out" ] && ls -A "$work/empty" > "$work/made" && silent cat "$work/made"
}
refuses_unknown() {
    empty
    (cd "$work/empty" && ! "$@" --no-such-option) > "$work/out" 2> "$work/err" &&
        ls -A "$work/empty" > "$work/made" && silent cat "$work/made"
}

here=$(cd "$TOP_SRCDIR/tests" && pwd)
cd "$here" || exit 99
for script in $(find . -name '*.py' -exec grep -l '__main__' {} + | sed 's,^./,,' | sort); do
    case $script in
    programs/e2e.py | programs/*_test.py) continue ;; # tests prepare before they see which sentences are wanted
    programs/ncap_read.py) "$PYTHON3" -c 'import google.protobuf' 2> "$work/none" || continue ;;
    esac
    check "$script tells what it takes" tells "$PYTHON3" -B "$here/$script"
    check "$script refuses an option that it has not" refuses_unknown "$PYTHON3" -B "$here/$script"
done
for script in ../bootstrap fresh/fresh.sh programs/plugin_rules.sh; do
    check "$script tells what it takes" tells sh "$here/$script"
done

finish
