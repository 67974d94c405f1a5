/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 has it, fit for terminals and spreadsheets.
 *
 * In text a backslash is written as two, and what a terminal would obey or not show as \xNN for
 * each of its bytes: a record is always one line, and nothing is lost.  Text that a spreadsheet
 * would take for a formula gets an apostrophe in front, and so does text that has that already. */
#include "base/visible.h"
#include "formats/cell.h"
#include "utf8.h"

#include <netcap/hex.h>

#include <string.h>

enum { ESCAPED = 4 }; /* bytes that one byte becomes at most */

/* What stands in a cell. */
struct look {
    bool special; /* it is to be escaped */
    bool quoted;  /* it is to stand in quotes */
    size_t quotes;
};

static struct look
look_at(const struct textbuf *to, size_t from, char separator)
{
    const uint8_t *at = (const uint8_t *)to->data + from;
    size_t left = to->used - from, length;
    struct look look = { 0 };

    for (; left; at += length, left -= length) {
        length = 1;
        look.quotes += *at == '"';
        look.quoted |= *at == '"' || (char)*at == separator;
        if (*at >= 0x20 && *at < 0x7f && *at != '\\')
            continue;
        length = nc_utf8(at, left);
        look.special |= *at == '\\' || visible_is_control(at, length);
        length = length ? length : 1;
    }
    return look;
}

/* The cell moves out of the way, and is written anew where it was. */
static void
escape(struct textbuf *to, size_t from)
{
    size_t left = to->used - from;
    const uint8_t *at;
    char *write;

    textbuf_space(to, ESCAPED * left);
    write = to->data + from;
    at = memcpy(write + ESCAPED * left, write, left);
    while (left) {
        size_t length = nc_utf8(at, left);
        bool control = visible_is_control(at, length);

        length = control ? 1 : length;
        if (control) {
            *write++ = '\\';
            *write++ = 'x';
            write = nc_hex(write, *at, 2);
        } else {
            memcpy(write, at, length);
            write += length;
            if (*at == '\\')
                *write++ = '\\';
        }
        at += length;
        left -= length;
    }
    to->used = (size_t)(write - to->data);
}

/* Puts the cell that begins here into quotes. */
static void
quote(struct textbuf *to, size_t from, size_t quotes)
{
    size_t length = to->used - from;
    char *read, *write;

    textbuf_space(to, quotes + 2);
    read = to->data + to->used;
    to->used += quotes + 2;
    write = to->data + to->used;
    *--write = '"';
    for (size_t i = 0; i < length; i++) {
        *--write = *--read;
        if (*read == '"')
            *--write = '"';
    }
    *--write = '"';
}

static void
finish_cell(struct textbuf *to, size_t from, char separator)
{
    struct look look = look_at(to, from, separator);

    if (look.special) {
        escape(to, from);
        look = look_at(to, from, separator);
    }
    if (look.quoted)
        quote(to, from, look.quotes);
}

/* Whether a formula may begin so: also in the full width of East Asian text. */
static bool
begins_formula(const char *text, size_t size)
{
    static const char signs[] = { '=', '+', '-', '@' };
    static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };

    if (size && memchr(signs, *text, sizeof signs))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (size >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

/* A number, or no more than its sign. */
static bool
is_plain_number(const char *text, size_t size)
{
    size_t at = size && (*text == '-' || *text == '+');

    while (at < size && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.'))
        at++;
    return at == size;
}

static void
defuse(struct textbuf *to, size_t from)
{
    const char *text = to->data + from;
    size_t size = to->used - from, before = 0;

    while (before < size && (text[before] == '\'' || text[before] == ' '))
        before++;
    if (!begins_formula(text + before, size - before) || is_plain_number(text, size))
        return;
    textbuf_space(to, 1);
    memmove(to->data + from + 1, to->data + from, size);
    to->data[from] = '\'';
    to->used++;
}

static bool
is_text(const struct schema_field *field)
{
    return !field->repeated && (field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES);
}

static bool
may_need_quotes(const struct schema_field *field, char separator)
{
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES ||
           field->type == SCHEMA_MESSAGE || separator == '-' || separator == '.' ||
           separator == '(' || separator == ')' || (separator >= '0' && separator <= 'z');
}

static void
csv_record(struct printer *printer, const struct value *const *cells)
{
    struct textbuf *to = printer->to;

    for (size_t i = 0; i < printer->columns->count; i++) {
        const struct schema_field *field = &printer->columns->list[i].field;
        size_t from;

        if (i > 0)
            text_char(to, printer->separator);
        from = to->used;
        if (cells[i])
            cell_print(printer, field, cells[i]);
        if (to->used > from && !printer->formulas && is_text(field))
            defuse(to, from);
        if (to->used > from && may_need_quotes(field, printer->separator))
            finish_cell(to, from, printer->separator);
        /* A line with nothing on it is no record to a CSV reader. */
        if (printer->columns->count == 1 && to->used == from)
            text_string(to, "\"\"");
    }
    text_char(to, '\n');
}

static void
put_titles(struct printer *printer)
{
    for (size_t i = 0; i < printer->columns->count; i++) {
        size_t from;

        if (i > 0)
            text_char(printer->to, printer->separator);
        from = printer->to->used;
        text_string(printer->to, printer->columns->list[i].name);
        finish_cell(printer->to, from, printer->separator);
    }
    text_char(printer->to, '\n');
}

static void
csv_begin(struct printer *printer)
{
    if (printer->title)
        put_titles(printer);
}

const struct format format_csv = {
    .name = "csv",
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};

const struct format format_tsv = {
    .name = "tsv",
    .separator = '\t',
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};
