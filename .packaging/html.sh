#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual as HTML, with an index.
#
#   html.sh FOLDER PAGE...
set -eu
test $# -gt 1 || { echo "usage: html.sh FOLDER PAGE..." >&2; exit 2; }
folder=$1
shift
command -v mandoc >/dev/null || { echo "make html: expected mandoc: apt-get install mandoc" >&2; exit 1; }
mkdir -p "$folder"
cp "$(dirname "$0")/manual.css" "$folder"

# "netcap-dump.1" is called netcap-dump(1), and its line in the index says what for.
entry() {
    name=${1%.*}
    brief=$(sed -n '/^\.SH NAME/,/^\.SH/{/^\.SH/d;p;}' "$2" | tr '\n' ' ' |
        sed "s,\\\\(aq,',g; s,\\\\-,-,g; s,^[^ ]* - *,,; s,&,\\&amp;,g; s,<,\\&lt;,g; s, *$,,")
    echo "<dt><a href=\"$1.html\">$name(${1##*.})</a></dt><dd>$brief</dd>"
}

{
    echo '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    echo '<meta name="viewport" content="width=device-width, initial-scale=1">'
    echo '<title>netcap: the manual</title><link rel="stylesheet" href="manual.css"></head>'
    echo '<body><h1>netcap: the manual</h1><dl class="index">'
    for page in "$@"; do
        file=$(basename "$page")
        mandoc -T html -O "style=manual.css,man=%N.%S.html,toc" "$page" >"$folder/$file.html"
        # For a telephone too, and with links to the other pages.
        sed -i -E 's,<head>,&<meta name="viewport" content="width=device-width\, initial-scale=1">,
            s,(<b>)?(netcapd?[a-z.-]*|ncap)(</b>)?\(([157])\),<a href="\2.\4.html">&</a>,g' "$folder/$file.html"
        entry "$file" "$page"
    done
    echo '</dl></body></html>'
} >"$folder/index.html"
echo "$folder/index.html"
