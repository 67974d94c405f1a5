#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a plugin may not do, found in its source.  First the rules prove on bad plugins that they
# find them, then they are put to the folder given, or to plugins/.
LC_ALL=C
export LC_ALL

case ${1:-} in -*) echo "usage: plugin_rules.sh [FOLDER]"; exit ;; esac
folder=${1:-$(dirname "$0")/../../plugins}
rules='
BEGIN {
    memory = "malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|alloca|free|" \
             "strdup|strndup"
    output = "v?f?printf|v?s?n?printf|v?asprintf|v?dprintf|puts|fputs|putchar|fputc|putc|" \
             "perror|fwrite"
}
# The line without comments, and without what is between quotes.
function bare(line,    out, i, c, two) {
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (comment) {
            if (two == "*/") { comment = 0; i++ }
        } else if (quote != "") {
            if (c == "\\") i++
            else if (c == quote) { quote = ""; out = out c }
        } else if (two == "/*") { comment = 1; i++; out = out " " }
        else if (two == "//") break
        else { if (c == "\"" || c == "\047") quote = c; out = out c }
    }
    return out
}
function has_word(line, words) {
    return (" " line " ") ~ ("[^A-Za-z0-9_.>](" words ")[^A-Za-z0-9_]")
}
function say(line_number, sentence) {
    print FILENAME ":" line_number ": " sentence
    found = 1
}
# A declaration that begins with what is not a function and whose object can change.
function mutable(text,    head) {
    gsub(/__attribute__ *\(\([^)]*\)\)/, "", text)
    if (text ~ /^[^(=;{]*\( *\*/)
        return text !~ /^[^(=;{]*\( *\* *const/
    match(text, /^[^(=;{]*/)
    head = substr(text, 1, RLENGTH)
    if (substr(text, RLENGTH + 1, 1) == "(")
        return 0
    if (head ~ /\*/)
        return head !~ /\* *const[^*]*$/
    return !has_word(head, "const|inline")
}
# The plugin that a file belongs to: STEM.c, STEM_PART.c.
function plugin_of(path) {
    sub(/.*\//, "", path)
    sub(/(_[^.]*)?\.[ch]$/, "", path)
    return path
}
# A function that other files see, or a definition of one that begins in the first column.
function check_function(line, before,    stem) {
    stem = plugin_of(FILENAME)
    if (FILENAME ~ /\.c$/ && line ~ /^[a-z_0-9]+\(/ && !has_word(before, "static") &&
        index(line, stem "_") != 1)
        say(FNR, "has a function for other files whose name does not begin with " stem "_")
}
# Notes for which plugins a header is, and goes on to those that it includes.
function reach(header, plugin,    list, n, i) {
    if (index(users[header] " ", " " plugin " "))
        return
    users[header] = users[header] " " plugin
    n = split(includes[header], list, " ")
    for (i = 1; i <= n; i++)
        reach(list[i], plugin)
}
function check_headers(    file, list, n, i) {
    for (file in includes)
        if (file ~ /\.c$/) {
            n = split(includes[file], list, " ")
            for (i = 1; i <= n; i++)
                reach(list[i], plugin_of(file))
        }
    for (file in code)
        if (split(users[file], list, " ") < 2) {
            print code[file] ": has code that one plugin alone includes; make it STEM_PART.c"
            found = 1
        }
}
function check_include(line,    name, file, stem) {
    name = line
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
    sub(/[ \t]*(\/\*.*)?$/, "", name)
    if (name ~ /^<netcap\/[a-z_0-9]+\.h>$/ || name == "<string.h>")
        return
    file = substr(name, 2, length(name) - 2)
    stem = FILENAME
    sub(/.*\//, "", stem)
    if (name ~ /^"/) {
        includes[stem] = includes[stem] " " file
        if (file == "netcap.pb-c.h" || index(local, " " file " "))
            return
        if (stem ~ /\.h$/ && file ~ /^[a-z0-9_]+\.pb-c\.h$/)
            return
        sub(/\.c$/, "", stem)
        if (file == stem ".pb-c.h" || file == plugin_of(FILENAME) ".pb-c.h")
            return
    }
    say(FNR, "includes " name "; a plugin sees <netcap/...>, <string.h>, its record, plugins/*.h")
}
FNR == 1 { comment = 0; quote = ""; pending = ""; before = "" }
{
    line = bare($0)
    quote = ""
    if (line ~ /^[ \t]*#[ \t]*include/) { check_include($0); next }
    if (line !~ /^ *\.end *= *[a-z_]+[,)]/ && line ~ /(->|\.) *(pos|end|base|failed)($|[^A-Za-z0-9_(])/)
        say(FNR, "touches a member of a cursor; use the functions of netcap/cursor.h")
    if (line ~ /\( *struct +nc_cursor *\)/ || line ~ /struct +nc_cursor +[A-Za-z_0-9]+ *= *\{/)
        say(FNR, "builds a cursor; take one from nc_slice(), nc_window() or nc_ahead()")
    if (line ~ /^\{/ && FILENAME ~ /\.h$/) {
        name = FILENAME
        sub(/.*\//, "", name)
        code[name] = FILENAME ":" FNR
    }
    check_function(line, before)
    before = line
    if (has_word(line, memory))
        say(FNR, "manages memory of its own; take it from the packet with nc_alloc() or nc_new()")
    if (has_word(line, output))
        say(FNR, "prints; refuse with nc_require() or note with nc_malformed()")
    if (pending == "") {
        if (line ~ /^[ \t]*static[ \t]/ || line ~ /^[ \t]*static$/ ||
            (line ~ /^[A-Za-z_][A-Za-z_0-9 \t*]*[A-Za-z_0-9](\[[^]]*\])* *(=|;)/ &&
             line !~ /^(typedef|extern)[ \t]/ &&
             line !~ /^(struct|union|enum)[ \t]+[A-Za-z_0-9]+ *;/)) {
            pending = line
            begun = FNR
        }
    } else
        pending = pending " " line
    if (pending ~ /[(=;{]/) {
        if (mutable(pending))
            say(begun, "has a variable that outlives the packet; make it const")
        pending = ""
    }
}
END { check_headers(); exit found }
'

check() {
    here=
    for file in "$1"/*.h; do
        here="$here ${file##*/} "
    done
    awk -v local="$here" "$rules" "$1"/*.[ch]
}

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT INT TERM
wrong=0

# proves WHAT SENTENCE LINE: a plugin of this one line is found out with this sentence.
proves() {
    printf '/* A plugin. */\n%s\n' "$3" > "$work/bad.c"
    if ! check "$work" | grep "bad\\.c:[23]: $2" > /dev/null; then
        echo "plugin_rules: $1 is not found: $3"
        wrong=1
    fi
}

allows() {
    printf '%s\n' "$1" > "$work/bad.c"
    if ! check "$work" > "$work/said"; then
        echo "plugin_rules: a sound line is refused: $1: $(cat "$work/said")"
        wrong=1
    fi
}

# proves_headers FILE...: a header with code that these include is found out.
proves_headers() {
    mkdir "$work/headers"
    printf 'static inline int\none(void)\n{\n    return 1;\n}\n' > "$work/headers/one.h"
    echo '#include "one.h"' > "$work/headers/some.h"
    for file in "$@"; do
        echo '#include "some.h"' > "$work/headers/$file"
    done
    check "$work/headers" | grep "one\\.h:3: has code that one plugin alone includes" > /dev/null
    found=$?
    rm -r "$work/headers"
    return $found
}

echo '/* Shared. */' > "$work/shared.h"
proves "a cursor's member" "touches a member" '    size_t n = in->end - here;'
proves "a cursor's member" "touches a member" '    slice.pos = 0;'
proves "a cursor's member" "touches a member" '    from = in->base;'
proves "a cursor's member" "touches a member" '    if (!in->failed)'
proves "a cursor of its own" "builds a cursor" '    return (struct nc_cursor){ a, a, b, NULL };'
proves "a cursor of its own" "builds a cursor" '    struct nc_cursor own = { a, a, b, NULL };'
proves "a cursor of its own" "builds a cursor" '    memset(&own, 0, sizeof(struct nc_cursor));'
for function in malloc calloc realloc free strdup; do
    proves "$function" "manages memory" "    p = $function(n);"
done
for function in printf fprintf sprintf snprintf vfprintf asprintf puts fwrite; do
    proves "$function" "prints" "    $function(n);"
done
proves "a mutable static" "has a variable" '    static int calls;'
proves "a mutable static" "has a variable" 'static struct table rows[8];'
proves "a mutable static" "has a variable" 'static const char *name = "none";'
proves "a mutable static" "has a variable" 'static void (*hook)(void);'
proves "a mutable global" "has a variable" 'int calls;'
proves "a mutable global" "has a variable" 'uint32_t seen[4] = { 0 };'
proves "a system header" "includes <stdlib.h>" '#include <stdlib.h>'
proves "a header of the core" "includes \"host.h\"" '#include "host.h"'
proves "another's record" "includes \"tcp.pb-c.h\"" '#include "tcp.pb-c.h"'
proves "a function that may clash" "has a function for other files" 'int
clash(void)'
proves_headers some.c some_part.c || { echo "plugin_rules: a header with one plugin's code is not found"; wrong=1; }
proves_headers some.c other.c && { echo "plugin_rules: a header that two plugins share is refused"; wrong=1; }
allows 'static int
plain(void)'
allows 'int
bad_part(void)'
allows '#include <netcap/plugin.h>'
allows '#include <string.h>'
allows '#include "bad.pb-c.h"'
allows '#include "netcap.pb-c.h"'
allows '#include "shared.h"'
allows '/* in->end, malloc() and printf() in a comment, static int too */'
allows '    nc_require(in, n, "static printf(in->end)");'
allows 'static const struct nc_option options[] = {'
allows 'static const char *const names[] = { "a" };'
allows 'static struct section read_section(struct nc_packet *pkt, int count)'
allows 'struct options;'
allows '    .end        = end,'
allows '    struct nc_cursor list = nc_slice(in, n);'
[ "$wrong" = 0 ] || exit 1

check "$folder"
