/* SPDX-License-Identifier: Apache-2.0 */
/* A table for reading, in pages of 100 records: the widths are those of the page, so that
 * nothing is measured twice however long the file is.  Of columns beyond the edge of the screen a
 * line says how many there are, as rows that are folded are no table. */
#include "base/memory.h"
#include "formats/cell.h"
#include "formats/visible_text.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_RECORDS = 100, MAX_WIDTH = 60 };

/* A page ends early when its text is this large. */
#define PAGE_BYTES ((size_t)16 << 20)

struct page {
    struct textbuf cells;  /* one after the other, ready for the screen */
    size_t *cell_ends;     /* in cells */
    size_t *cell_widths;   /* in characters */
    size_t *column_widths; /* the widest of the page's */
    size_t records;
};

static bool
is_number(const struct schema_field *field)
{
    return !field->repeated && field->type != SCHEMA_STRING && field->type != SCHEMA_BYTES &&
           field->type != SCHEMA_MESSAGE && field->type != SCHEMA_ENUM &&
           field->type != SCHEMA_BOOL;
}

static void
put_aligned(struct textbuf *to, const char *text, size_t size, size_t pad, bool right, bool last)
{
    text_pad(to, ' ', right ? pad : 0);
    text_bytes(to, text, size);
    if (!last)
        text_pad(to, ' ', (right ? 0 : pad) + 2);
}

/* How many columns, from the left, there is room for; one at least. */
static size_t
columns_that_fit(const struct printer *printer)
{
    const struct page *page = printer->state;
    size_t count = printer->columns->count, used = page->column_widths[0], fit = 1;

    if (!printer->width)
        return count;
    while (fit < count && used + 2 + page->column_widths[fit] <= printer->width)
        used += 2 + page->column_widths[fit++];
    return fit;
}

static void
put_titles(struct printer *printer, size_t count)
{
    const struct page *page = printer->state;

    for (size_t i = 0; i < count; i++) {
        const struct column *column = &printer->columns->list[i];
        size_t length = strlen(column->name);

        put_aligned(printer->to, column->name, length, page->column_widths[i] - length,
                    is_number(&column->field), i + 1 == count);
    }
    text_char(printer->to, '\n');
    for (size_t i = 0; i < count; i++) {
        text_pad(printer->to, '-', page->column_widths[i]);
        text_string(printer->to, i + 1 == count ? "\n" : "  ");
    }
}

static void
put_left_out(struct printer *printer, size_t count)
{
    text_unsigned(printer->to, count);
    text_string(printer->to, " more columns (--wide)\n");
}

static void
put_page(struct printer *printer)
{
    struct page *page = printer->state;
    size_t count = printer->columns->count, fit = columns_that_fit(printer), start = 0;

    if (printer->title)
        put_titles(printer, fit);
    for (size_t cell = 0; cell < page->records * count; cell++) {
        size_t i = cell % count;

        if (i < fit)
            put_aligned(printer->to, page->cells.data + start, page->cell_ends[cell] - start,
                        page->column_widths[i] - page->cell_widths[cell],
                        is_number(&printer->columns->list[i].field), i + 1 == fit);
        if (i + 1 == count)
            text_char(printer->to, '\n');
        start = page->cell_ends[cell];
    }
    if (fit < count)
        put_left_out(printer, count - fit);
    text_char(printer->to, '\n');
}

static void
start_page(struct printer *printer)
{
    struct page *page = printer->state;

    page->records = 0;
    page->cells.used = 0;
    for (size_t i = 0; i < printer->columns->count; i++)
        page->column_widths[i] = printer->title ? strlen(printer->columns->list[i].name) : 0;
}

static void
table_begin(struct printer *printer)
{
    size_t count = printer->columns->count;
    struct page *page = need(1, sizeof *page);

    page->cells.fd = -1;
    textbuf_space(&page->cells, 1);
    page->cell_ends = need(PAGE_RECORDS * count, sizeof *page->cell_ends);
    page->cell_widths = need(PAGE_RECORDS * count, sizeof *page->cell_widths);
    page->column_widths = need(count, sizeof *page->column_widths);
    printer->state = page;
    start_page(printer);
}

static void
table_record(struct printer *printer, const struct value *const *cells)
{
    struct page *page = printer->state;
    size_t count = printer->columns->count;

    printer->meant = printer->rounds = true;
    for (size_t i = 0; i < count; i++) {
        size_t cell = page->records * count + i, from = printer->to->used;

        /* The end of the output serves as scratch: the cell is made there, and moves. */
        textbuf_space(printer->to, 1);
        if (cells[i])
            cell_print(printer, &printer->columns->list[i].field, cells[i]);
        page->cell_widths[cell] = visible_text(&page->cells, printer->to->data + from,
                                               printer->to->used - from, MAX_WIDTH);
        printer->to->used = from;
        page->cell_ends[cell] = page->cells.used;
        if (page->cell_widths[cell] > page->column_widths[i])
            page->column_widths[i] = page->cell_widths[cell];
    }
    if (++page->records == PAGE_RECORDS || page->cells.used >= PAGE_BYTES) {
        put_page(printer);
        start_page(printer);
    }
}

static void
table_end(struct printer *printer)
{
    struct page *page = printer->state;

    if (page->records > 0)
        put_page(printer);
    textbuf_free(&page->cells);
    free(page->cell_ends);
    free(page->cell_widths);
    free(page->column_widths);
    free(page);
    printer->state = NULL;
}

const struct format format_table = {
    .name = "table",
    .begin = table_begin,
    .record = table_record,
    .end = table_end,
};
