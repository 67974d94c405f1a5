/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "base/argtable_manual.h"

#include "base/argtable_print.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MAN_WIDTH = 78 };

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

/* How many characters that took. */
static size_t
man_put(char c, FILE *to)
{
    const char *escape = man_escape(c);

    if (!escape) {
        fputc(c, to);
        return 1;
    }
    fputs(escape, to);
    return strlen(escape);
}

static size_t
word_width(const char *word)
{
    size_t width = 0;

    for (; *word && *word != ' '; word++) {
        const char *escape = man_escape(*word);

        width += escape ? strlen(escape) : 1;
    }
    return width;
}

/* A line may break at any space, but a dot that begins one would be a request. */
static void
man_text_from(size_t column, const char *text, FILE *to)
{
    if (*text == '.')
        fputs("\\&", to);
    for (; *text; text++) {
        bool breaks = *text == ' ' && column + 1 + word_width(text + 1) > MAN_WIDTH;

        if (breaks && text[1] != '.') {
            fputc('\n', to);
            column = 0;
        } else {
            column += man_put(*text, to);
        }
    }
}

static void
man_text(const char *text, FILE *to)
{
    man_text_from(0, text, to);
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

/* What it is for, and what it is when nothing is said. */
static void
man_meaning(const struct arg_row *row, FILE *to)
{
    man_text(row->help, to);
    fputs(".\n", to);
    if (*arg_initial(row)) {
        fputs("Default: ", to);
        man_font('B', "", arg_initial(row), to);
        fputs(".\n", to);
    }
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
    man_meaning(row, to);
    if (*arg_ini(row)) {
        fputs("In the ini file: ", to);
        man_font('B', "", arg_ini(row), to);
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

static void
man_note(const struct manual_row *row, bool begins, FILE *to)
{
    if (row->section)
        fprintf(to, ".SH \"%s\"\n", row->section);
    if (row->term) {
        fputs(".TP\n", to);
        man_font('B', "", row->term, to);
        fputc('\n', to);
    } else if (!row->section && !begins) {
        fputs(".PP\n", to);
    }
    man_text(row->text, to);
    fputc('\n', to);
}

static void
man_head(const struct manual *manual, int chapter, FILE *to)
{
    fputs(".TH ", to);
    for (const char *c = manual->page; *c; c++)
        man_put((char)toupper((unsigned char)*c), to);
    fprintf(to, " %d " RELEASE_DATE " \"netcap %s\"\n.SH NAME\n%s \\- ", chapter, manual->version,
            manual->page);
    man_text_from(strlen(manual->page) + 4, manual->brief, to);
    fputc('\n', to);
}

static void
man_notes(const struct manual *manual, FILE *to)
{
    for (size_t i = 0; i < manual->n_rows; i++)
        man_note(&manual->rows[i], i == 0, to);
}

void
argtable_manual(const struct manual *manual, FILE *to)
{
    man_head(manual, 1, to);
    fputs(".SH SYNOPSIS\n", to);
    man_usage(manual->table, to);
    fputs(".SH DESCRIPTION\n", to);
    man_text(manual->table->about, to);
    fputs("\n.SH OPTIONS\n", to);
    man_options(manual->table, to);
    man_notes(manual, to);
}

static void
man_key(const struct arg_row *row, FILE *to)
{
    fputs(".TP\n", to);
    man_font('B', "", arg_ini(row), to);
    fputs(" = ", to);
    man_font('I', "", row->value ? row->value : "on|off", to);
    fputc('\n', to);
    man_meaning(row, to);
    fputs("The same as ", to);
    man_font('B', "\\-\\-", row->name, to);
    fputs(".\n", to);
}

void
argtable_ini_manual(const struct manual *manual, const char *section, FILE *to)
{
    const struct argtable *table = manual->table;
    const char *group = NULL;

    man_head(manual, 5, to);
    fprintf(to, ".SH DESCRIPTION\n");
    man_notes(manual, to);
    fprintf(to, ".SH \"KEYS OF [%s]\"\n", section);
    for (size_t i = 0; i < table->count; i++) {
        if (table->rows[i].group)
            group = table->rows[i].group;
        if (!*arg_ini(&table->rows[i]))
            continue;
        if (group)
            fprintf(to, ".SS \"%s\"\n", group);
        group = NULL;
        man_key(&table->rows[i], to);
    }
}
