/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable.h"

#include <stdbool.h>
#include <string.h>

enum { HELP_WIDTH = 79, MAX_INDENT = 30 };

/* What there is of these; "" for nothing. */
static const char *
ini_of(const struct arg_row *row)
{
    return row->setting && row->setting->ini ? row->setting->ini : "";
}

static const char *
initial_of(const struct arg_row *row)
{
    return row->setting && row->setting->initial ? row->setting->initial : "";
}

static size_t
flag_text(const struct arg_row *row, char *to, size_t size)
{
    int length = snprintf(to, size, "  %c%c%c --%s%s%s", row->letter ? '-' : ' ',
                          row->letter ? row->letter : ' ', row->letter ? ',' : ' ', row->name,
                          row->value ? "=" : "", row->value ? row->value : "");

    return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}

/* Words up to the width; the column to go on from is indent. */
static void
wrap(FILE *to, const char *text, size_t indent)
{
    size_t column = indent;

    while (*text) {
        size_t length = strcspn(text, " ");

        if (column > indent && column + 1 + length > HELP_WIDTH) {
            fprintf(to, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', to);
            column++;
        }
        fwrite(text, 1, length, to);
        column += length;
        text += length + (text[length] == ' ');
    }
    fputc('\n', to);
}

static size_t
help_indent(const struct argtable *table)
{
    size_t indent = 0;

    for (size_t i = 0; i < table->count; i++) {
        char flag[128];
        size_t length = flag_text(&table->rows[i], flag, sizeof flag) + 2;

        if (length > indent && length <= MAX_INDENT)
            indent = length;
    }
    return indent;
}

static void
help_row(const struct arg_row *row, size_t indent, FILE *to)
{
    const char *ini = ini_of(row), *initial = initial_of(row);
    char flag[128], text[1024];
    size_t length = flag_text(row, flag, sizeof flag);

    snprintf(text, sizeof text, "%s%s%s%s%s%s%s", row->help, *initial ? " (default " : "", initial,
             *initial ? ")" : "", *ini ? " [ini: " : "", ini, *ini ? "]" : "");
    if (length + 2 > indent)
        fprintf(to, "%s\n%*s", flag, (int)indent, "");
    else
        fprintf(to, "%-*s", (int)indent, flag);
    wrap(to, text, indent);
}

static void
usage(const struct argtable *table, FILE *to)
{
    fprintf(to, "%s [OPTION...]%s%s", table->command, table->operands ? " " : "",
            table->operands ? table->operands : "");
}

void
argtable_help(const struct argtable *table, FILE *to)
{
    size_t indent = help_indent(table);

    fputs("Usage: ", to);
    usage(table, to);
    fputs("\n\n", to);
    wrap(to, table->about, 0);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].group)
            fprintf(to, "\n%s:\n", table->rows[i].group);
        help_row(&table->rows[i], indent, to);
    }
}

/* In roff a hyphen is a hyphen only when escaped, and a backslash begins an escape. */
static void
man_text(const char *text, FILE *to)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", to);
    for (; *text; text++) {
        if (*text == '-')
            fputs("\\-", to);
        else if (*text == '\\')
            fputs("\\e", to);
        else
            fputc(*text, to);
    }
}

static void
man_row(const struct arg_row *row, FILE *to)
{
    fputs(".TP\n", to);
    if (row->letter)
        fprintf(to, "\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", to);
    man_text(row->name, to);
    fputs("\\fR", to);
    if (row->value) {
        fputs("=\\fI", to);
        man_text(row->value, to);
        fputs("\\fR", to);
    }
    fputc('\n', to);
    man_text(row->help, to);
    fputs(".\n", to);
    if (*initial_of(row)) {
        fputs("Default: \\fB", to);
        man_text(initial_of(row), to);
        fputs("\\fR.\n", to);
    }
    if (*ini_of(row)) {
        fputs("In the ini file: \\fB", to);
        man_text(ini_of(row), to);
        fputs("\\fR.\n", to);
    }
}

void
argtable_man(const struct argtable *table, FILE *to)
{
    fprintf(to, ".SH \"%s\"\n.B \"", table->command);
    usage(table, to);
    fputs("\"\n.PP\n", to);
    man_text(table->about, to);
    fputc('\n', to);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].group) {
            fputs(".SS \"", to);
            man_text(table->rows[i].group, to);
            fputs("\"\n", to);
        }
        man_row(&table->rows[i], to);
    }
}

/* "dump" of "netcap dump"; "" for the program itself. */
static const char *
word_of(const char *program, const struct argtable *table)
{
    size_t length = strlen(program);

    return table->command[length] == ' ' ? table->command + length + 1 : "";
}

static void
completion_flags(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        fprintf(to, "%s--%s%s", i ? " " : "", table->rows[i].name, table->rows[i].value ? "=" : "");
}

/* bash takes "=" for a word of its own: the option's name is then two words back. */
static void
completion_choices(const char *word, const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].choices)
            fprintf(to, "    '%s --%s') words='%s'; return ;;\n", word, table->rows[i].name,
                    table->rows[i].choices);
}

void
argtable_completion(const char *program, const struct argtable *const *tables, size_t count,
                    FILE *to)
{
    fprintf(to,
            "# bash completion for %s\n"
            "_%s_words() {\n"
            "    local command=$1 option=$2\n"
            "    case \"$command $option\" in\n",
            program, program);
    for (size_t i = 0; i < count; i++)
        completion_choices(word_of(program, tables[i]), tables[i], to);
    fputs("    esac\n    [[ $current == -* ]] || return\n    case \"$command\" in\n", to);
    for (size_t i = 0; i < count; i++) {
        fprintf(to, "    '%s') words='", word_of(program, tables[i]));
        completion_flags(tables[i], to);
        fputs("' ;;\n", to);
    }
    fprintf(to,
            "    esac\n}\n"
            "_%s() {\n"
            "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
            "    local commands='",
            program);
    for (size_t i = 0; i < count; i++)
        fprintf(to, "%s%s", word_of(program, tables[i]), i + 1 < count ? " " : "");
    fprintf(to,
            "' command='' words='' word\n"
            "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
            "        [[ \" $commands \" == *\" $word \"* ]] && { command=$word; break; }\n"
            "    done\n"
            "    [[ $current == '=' ]] && current=''\n"
            "    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
            "    _%s_words \"$command\" \"$before\"\n"
            "    [[ -z $command && $current != -* ]] && words=$commands\n"
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
            "    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
            "}\n"
            "complete -o default -F _%s %s\n",
            program, program, program);
}
