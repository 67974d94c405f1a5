/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable_print.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { HELP_WIDTH = 79, MAX_INDENT = 30, MAN_WIDTH = 66 };

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

/* What roff would print as another character, or take for an escape. */
static const char *
man_escape(char c)
{
    switch (c) {
    case '-': return "\\-";
    case '\\': return "\\e";
    case '\'': return "\\(aq";
    case '`': return "\\(ga";
    case '^': return "\\(ha";
    case '~': return "\\(ti";
    default: return NULL;
    }
}

static void
man_put(char c, FILE *to)
{
    const char *escape = man_escape(c);

    if (escape)
        fputs(escape, to);
    else
        fputc(c, to);
}

/* A line may break at any space, but a dot that begins one would be a request. */
static void
man_text(const char *text, FILE *to)
{
    size_t column = 0;

    if (*text == '.')
        fputs("\\&", to);
    for (; *text; text++, column++) {
        bool breaks = *text == ' ' && column >= MAN_WIDTH && text[1] != '.';

        man_put((char)(breaks ? '\n' : *text), to);
        if (breaks)
            column = 0;
    }
}

/* In bold or italics, on the line at hand: what a term is may not break. */
static void
man_font(char font, const char *before, const char *text, FILE *to)
{
    fprintf(to, "\\f%c%s", font, before);
    for (; *text; text++)
        man_put(*text, to);
    fputs("\\fR", to);
}

static void
man_row(const struct arg_row *row, FILE *to)
{
    fputs(".TP\n", to);
    if (row->letter)
        fprintf(to, "\\fB\\-%c\\fR, ", row->letter);
    man_font('B', "\\-\\-", row->name, to);
    if (row->value) {
        fputc('=', to);
        man_font('I', "", row->value, to);
    }
    fputc('\n', to);
    man_text(row->help, to);
    fputs(".\n", to);
    if (*initial_of(row)) {
        fputs("Default: ", to);
        man_font('B', "", initial_of(row), to);
        fputs(".\n", to);
    }
    if (*ini_of(row)) {
        fputs("In the ini file: ", to);
        man_font('B', "", ini_of(row), to);
        fputs(".\n", to);
    }
}

static void
man_options(const struct argtable *table, FILE *to)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *group = table->rows[i].group;

        if (group && strcmp(group, "Options") != 0) /* the page or section says so already */
            fprintf(to, ".SS \"%s\"\n", group);
        man_row(&table->rows[i], to);
    }
}

static void
man_usage(const struct argtable *table, FILE *to)
{
    fprintf(to, ".B %s\n[OPTION...]%s%s\n", table->command, table->operands ? " " : "",
            table->operands ? table->operands : "");
}

/* A sub-command has a section to itself. */
static void
man_command(const struct argtable *table, FILE *to)
{
    fprintf(to, ".SH \"%s\"\n", table->command);
    man_text(table->about, to);
    fputc('\n', to);
    man_options(table, to);
}

static void
man_note(const struct manual_row *row, FILE *to)
{
    if (row->section)
        fprintf(to, ".SH \"%s\"\n", row->section);
    if (row->term) {
        fputs(".TP\n", to);
        man_font('B', "", row->term, to);
        fputc('\n', to);
    } else if (!row->section) {
        fputs(".PP\n", to);
    }
    man_text(row->text, to);
    fputc('\n', to);
}

void
argtable_manual(const struct manual *manual, FILE *to)
{
    fputs(".TH ", to);
    for (const char *c = manual->program; *c; c++)
        fputc(toupper((unsigned char)*c), to);
    fprintf(to, " 1 \"\" \"netcap %s\"\n.SH NAME\n%s \\- ", manual->version, manual->program);
    man_text(manual->brief, to);
    fputs("\n.SH SYNOPSIS\n", to);
    for (size_t i = 0; i < manual->n_tables; i++) {
        fputs(i ? ".br\n" : "", to);
        man_usage(manual->tables[i], to);
    }
    fputs(".SH DESCRIPTION\n", to);
    man_text(manual->tables[0]->about, to);
    fputs("\n.SH OPTIONS\n", to);
    man_options(manual->tables[0], to);
    for (size_t i = 1; i < manual->n_tables; i++)
        man_command(manual->tables[i], to);
    for (size_t i = 0; i < manual->n_rows; i++)
        man_note(&manual->rows[i], to);
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
