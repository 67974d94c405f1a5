/* SPDX-License-Identifier: Apache-2.0 */
/* A table for reading, in pages of 100 records: the widths are those of the page, so that
 * nothing is measured twice however long the file is. */
#include "formats/format.h"

#include "base/memory.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_RECORDS = 100, MAX_WIDTH = 60 };

/* A page ends early when its text is this large. */
#define PAGE_BYTES ((size_t)16 << 20)

struct page {
    struct textbuf cells; /* one after the other, ready for the screen */
    size_t *ends;         /* of each, in cells */
    size_t *widths;       /* of each, in characters */
    size_t *columns;      /* of each column, in characters */
    size_t records;
};

static bool
is_control(const uint8_t *bytes, size_t length)
{
    /* U+0080 to U+009F are control characters as well. */
    return length == 0 || bytes[0] < 0x20 || bytes[0] == 0x7f ||
           (length == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0);
}

size_t
format_visible(struct textbuf *to, const void *text, size_t size, size_t most)
{
    const uint8_t *at = text;
    size_t width = 0;

    while (width < size && at[width] >= 0x20 && at[width] < 0x7f)
        width++;
    if (width == size && size <= most) {
        text_bytes(to, text, size);
        return size;
    }
    width = 0;
    while (size > 0) {
        size_t length = nc_utf8(at, size);
        bool control = is_control(at, length);
        size_t wide = control ? 4 : 1;

        length = control ? 1 : length;
        if (width + wide > (size > length ? most - 1 : most)) {
            text_string(to, "…");
            return width + 1;
        }
        if (control) {
            text_string(to, "\\x");
            text_hex(to, at, 1);
        } else {
            text_bytes(to, at, length);
        }
        width += wide;
        at += length;
        size -= length;
    }
    return width;
}

static bool
is_number(const struct schema_field *field)
{
    return !field->repeated && field->type != SCHEMA_STRING && field->type != SCHEMA_BYTES &&
           field->type != SCHEMA_MESSAGE && field->type != SCHEMA_ENUM && field->type != SCHEMA_BOOL;
}

static void
put_aligned(struct textbuf *to, const char *text, size_t size, size_t pad, bool right, bool last)
{
    text_pad(to, ' ', right ? pad : 0);
    text_bytes(to, text, size);
    if (!last)
        text_pad(to, ' ', (right ? 0 : pad) + 2);
}

static void
put_titles(struct printer *printer)
{
    const struct page *page = printer->page;
    size_t count = printer->columns->count;

    for (size_t i = 0; i < count; i++) {
        const struct column *column = &printer->columns->list[i];
        size_t length = strlen(column->name);

        put_aligned(printer->to, column->name, length, page->columns[i] - length,
                    is_number(&column->field), i + 1 == count);
    }
    text_char(printer->to, '\n');
    for (size_t i = 0; i < count; i++) {
        text_pad(printer->to, '-', page->columns[i]);
        text_string(printer->to, i + 1 == count ? "\n" : "  ");
    }
}

static void
put_page(struct printer *printer)
{
    struct page *page = printer->page;
    size_t count = printer->columns->count, start = 0;

    if (printer->title)
        put_titles(printer);
    for (size_t cell = 0; cell < page->records * count; cell++) {
        size_t i = cell % count;

        put_aligned(printer->to, page->cells.data + start, page->ends[cell] - start,
                    page->columns[i] - page->widths[cell],
                    is_number(&printer->columns->list[i].field), i + 1 == count);
        if (i + 1 == count)
            text_char(printer->to, '\n');
        start = page->ends[cell];
    }
    text_char(printer->to, '\n');
}

static void
start_page(struct printer *printer)
{
    struct page *page = printer->page;

    page->records = 0;
    page->cells.used = 0;
    for (size_t i = 0; i < printer->columns->count; i++)
        page->columns[i] = printer->title ? strlen(printer->columns->list[i].name) : 0;
}

static void
table_begin(struct printer *printer)
{
    size_t count = printer->columns->count;
    struct page *page = need(1, sizeof *page);

    page->cells.fd = -1;
    textbuf_space(&page->cells, 1);
    page->ends = need(PAGE_RECORDS * count, sizeof *page->ends);
    page->widths = need(PAGE_RECORDS * count, sizeof *page->widths);
    page->columns = need(count, sizeof *page->columns);
    printer->page = page;
    start_page(printer);
}

static void
table_record(struct printer *printer, const struct value *const *cells)
{
    struct page *page = printer->page;
    size_t count = printer->columns->count;

    for (size_t i = 0; i < count; i++) {
        size_t cell = page->records * count + i, from = printer->to->used;

        /* The end of the output serves as scratch: the cell is made there, and moves. */
        textbuf_space(printer->to, 1);
        if (cells[i])
            format_cell(printer, &printer->columns->list[i].field, cells[i]);
        page->widths[cell] = format_visible(&page->cells, printer->to->data + from,
                                            printer->to->used - from, MAX_WIDTH);
        printer->to->used = from;
        page->ends[cell] = page->cells.used;
        if (page->widths[cell] > page->columns[i])
            page->columns[i] = page->widths[cell];
    }
    if (++page->records == PAGE_RECORDS || page->cells.used >= PAGE_BYTES) {
        put_page(printer);
        start_page(printer);
    }
}

static void
table_end(struct printer *printer)
{
    struct page *page = printer->page;

    if (page->records > 0)
        put_page(printer);
    textbuf_free(&page->cells);
    free(page->ends);
    free(page->widths);
    free(page->columns);
    free(page);
    printer->page = NULL;
}

const struct format format_table = { "table", false, table_begin, table_record, table_end };
