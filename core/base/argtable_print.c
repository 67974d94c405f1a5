/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable_print.h"

#include <string.h>

enum { HELP_WIDTH = 79, MAX_INDENT = 30 };

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
    const char *ini = arg_ini(row), *initial = arg_initial(row);
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
