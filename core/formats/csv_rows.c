/* SPDX-License-Identifier: Apache-2.0 */
/* Most fields of a record are nothing, which is not on the wire (proto3).  So what a message is
 * when all of its fields are absent is made once, as text; a record's line is copied from there,
 * up to the next field that it has, and so on. */
#include "formats/csv_rows.h"

#include "base/memory.h"
#include "formats/cell.h"
#include "formats/csv_text.h"
#include "formats/format_csv.h"
#include "schema/value.h"

#include <stdlib.h>
#include <string.h>

/* A field of a message. */
struct cell {
    size_t start, end;        /* of what it is when it is absent */
    bool counts;              /* it is one number, and up to this no other on the wire */
    uint64_t most;
    const struct row *inside; /* of a message; NULL: not made yet */
};

/* A message of one type. */
struct row {
    struct row *next;
    const struct schema_message *type;
    struct cell *cells;
    char *absent; /* what it is when nothing is in it, each field behind its separator */
    size_t size;  /* of that; so many bytes as are copied at least stand behind it */
};

/* Of what is kept of a schema that was made to have much of it. */
enum { COPIED = 16, MESSAGES_MOST = 256, ABSENT_MOST = 1 << 20 };

struct csv_rows {
    struct printer *printer;
    struct row *record, *messages; /* those inside, a list */
    size_t n_messages, absent;     /* of that list, and bytes in it */
    size_t left;                   /* values that a record may still have */
    bool defuses;                  /* what a spreadsheet would take for a formula */
    bool special;                  /* something in the cell at hand may need quotes */
};

/* A field on the wire, and what stands behind it. */
struct reading {
    const struct row *row;
    const struct schema_field *field;
    struct wire_item item;
    struct wire wire;
    unsigned depth;
};

static bool put_fields(struct csv_rows *rows, const struct row *row, struct wire wire,
                       unsigned depth);

static uint64_t
most_of(enum schema_type type)
{
    switch (type) {
    case SCHEMA_INT32:
    case SCHEMA_SFIXED32: return INT32_MAX;
    case SCHEMA_INT64:
    case SCHEMA_SFIXED64: return INT64_MAX;
    case SCHEMA_UINT32:
    case SCHEMA_FIXED32: return UINT32_MAX;
    case SCHEMA_UINT64:
    case SCHEMA_FIXED64: return UINT64_MAX;
    default: return 0;
    }
}

static void
put_nothing(struct printer *printer, const struct schema_field *field, bool nested)
{
    const struct value nothing = { .number = 0 };

    if (nested)
        cell_print(printer, field, &nothing);
    else
        csv_cell(printer, field, &nothing);
}

/* The text is made where lines will be: memory that is there. */
static struct row *
row_new(struct printer *printer, const struct schema_message *type, bool nested)
{
    struct row *row = need(1, sizeof *row);
    struct textbuf *to = printer->to;
    const size_t begin = to->used;

    row->type = type;
    row->cells = need(type->count, sizeof *row->cells);
    for (size_t i = 0; i < type->count; i++) {
        const struct schema_field *field = &type->fields[i];
        struct cell *cell = &row->cells[i];

        if (i > 0)
            text_char(to, nested ? '-' : printer->separator);
        cell->start = to->used - begin;
        put_nothing(printer, field, nested);
        cell->end = to->used - begin;
        cell->most = most_of(field->type);
        cell->counts = !field->repeated && cell->most;
    }
    row->size = to->used - begin;
    row->absent = need(row->size + COPIED, 1);
    if (row->size)
        memcpy(row->absent, to->data + begin, row->size);
    to->used = begin;
    return row;
}

static void
row_free(struct row *row)
{
    free(row->absent);
    free(row->cells);
    free(row);
}

/* NULL: there are too many. */
static const struct row *
row_inside(struct csv_rows *rows, const struct row *of, const struct schema_field *field)
{
    struct cell *cell = &of->cells[field - of->type->fields];
    struct row *row = rows->messages;

    if (cell->inside)
        return cell->inside;
    while (row && row->type != field->message)
        row = row->next;
    if (!row) {
        if (rows->n_messages == MESSAGES_MOST || rows->absent > ABSENT_MOST)
            return NULL;
        row = row_new(rows->printer, field->message, true);
        row->next = rows->messages;
        rows->messages = row;
        rows->n_messages++;
        rows->absent += row->size;
    }
    return cell->inside = row;
}

struct csv_rows *
csv_rows_new(struct printer *printer, const struct schema_message *record)
{
    struct csv_rows *rows;

    if (printer->style.nested != NESTED_DASHES || record->count < 2)
        return NULL;
    rows = need(1, sizeof *rows);
    printer->meant = true;
    rows->printer = printer;
    rows->record = row_new(printer, record, false);
    rows->defuses = printer->style.formulas == FORMULAS_ESCAPE;
    return rows;
}

void
csv_rows_free(struct csv_rows *rows)
{
    if (!rows)
        return;
    row_free(rows->record);
    while (rows->messages) {
        struct row *next = rows->messages->next;

        row_free(rows->messages);
        rows->messages = next;
    }
    free(rows);
}

/* False: the record has more values than one may. */
static inline bool
take_values(struct csv_rows *rows, size_t count)
{
    if (count > rows->left)
        return false;
    rows->left -= count;
    return true;
}

/* Of what a message is when nothing is in it, from there to there: mostly few bytes. */
static inline void
put_absent(struct textbuf *to, const struct row *row, size_t from, size_t end)
{
    const size_t size = end - from;
    char *at = textbuf_space(to, size + COPIED);

    if (size <= COPIED)
        memcpy(at, row->absent + from, COPIED);
    else
        memcpy(at, row->absent + from, size);
    to->used += size;
}

/* Most text has nothing in it that needs more than to be copied. */
static inline bool
put_string(struct csv_rows *rows, const struct schema_field *field, struct wire text, bool nested)
{
    const struct printer *printer = rows->printer;

    if ((printer->style.utc && schema_is_time(field)) ||
        (!nested && rows->defuses && text.at < text.end && !csv_begins_word(*text.at)))
        return false;
    return csv_put_plain(printer->to, text.at, wire_left(&text), printer->separator);
}

static bool
put_message(struct csv_rows *rows, const struct reading *from)
{
    const struct row *row = row_inside(rows, from->row, from->field);

    if (!row || from->depth >= WIRE_MAX_DEPTH || !take_values(rows, row->type->count))
        return false;
    text_char(rows->printer->to, '(');
    if (!put_fields(rows, row, from->item.inside, from->depth + 1))
        return false;
    text_char(rows->printer->to, ')');
    return true;
}

/* What is no message: a cell of its own, or an element of one. */
static void
put_simple(struct csv_rows *rows, const struct schema_field *field, const struct wire_item *item,
           bool nested)
{
    struct value value = { .size = 1 };

    if (item->type != WIRE_BYTES) {
        value.number = value_number(field->type, item->bits);
        if (cell_put_number(rows->printer->to, field->type, value.number))
            return;
    } else {
        if (field->type == SCHEMA_STRING && put_string(rows, field, item->inside, nested))
            return;
        value.bytes = item->inside.at;
        value.size = wire_left(&item->inside);
        rows->special |= field->type == SCHEMA_STRING ||
                         cell_bytes_form(rows->printer, field) == FORM_TEXT;
    }
    if (nested)
        cell_print_element(rows->printer, field, &value);
    else
        csv_cell(rows->printer, field, &value);
}

static bool
put_packed(struct csv_rows *rows, const struct schema_field *field, struct wire wire, bool *first)
{
    struct wire_item item = { .type = field->wire };

    while (wire.at < wire.end) {
        bool whole = field->wire == WIRE_VARINT
                         ? wire_varint(&wire, &item.bits)
                         : wire_fixed(&wire, field->wire == WIRE_64 ? 8 : 4, &item.bits);

        if (!whole || !take_values(rows, 1))
            return false;
        if (!*first)
            text_char(rows->printer->to, '-');
        *first = false;
        put_simple(rows, field, &item, true);
    }
    return true;
}

static bool
put_element(struct csv_rows *rows, const struct reading *from, bool *first)
{
    const struct schema_field *field = from->field;

    if (field->wire != from->item.type)
        return from->item.type == WIRE_BYTES && put_packed(rows, field, from->item.inside, first);
    if (!take_values(rows, 1))
        return false;
    if (field->type == SCHEMA_MESSAGE)
        return put_message(rows, from);
    if (!*first)
        text_char(rows->printer->to, '-');
    *first = false;
    put_simple(rows, field, &from->item, true);
    return true;
}

/* The element at hand, and those that follow it. */
static bool
put_list(struct csv_rows *rows, struct reading *from)
{
    const bool messages = from->field->type == SCHEMA_MESSAGE;
    struct wire behind;
    bool first = true;

    if (!messages)
        text_char(rows->printer->to, '(');
    do {
        if (!put_element(rows, from, &first))
            return false;
        behind = from->wire;
        if (behind.at < behind.end && !wire_next(&from->wire, &from->item))
            return false;
    } while (behind.at < behind.end && from->item.number == from->field->number);
    from->wire = behind;
    if (!messages)
        text_char(rows->printer->to, ')');
    return true;
}

static bool
put_nested(struct csv_rows *rows, struct reading *from)
{
    return from->field->repeated ? put_list(rows, from) : put_message(rows, from);
}

/* A message or a list as a cell. */
static bool
put_nested_cell(struct csv_rows *rows, struct reading *from)
{
    struct printer *printer = rows->printer;
    size_t start = printer->to->used;
    bool done;

    rows->special = false;
    printer->escapes = true;
    done = put_nested(rows, from);
    printer->escapes = false;
    if (done && rows->special)
        csv_quote(printer->to, start, printer->separator);
    return done;
}

static bool
put_field(struct csv_rows *rows, struct reading *from)
{
    const struct schema_field *field = from->field;

    if (!field->repeated && field->wire != from->item.type)
        return false;
    if (!field->repeated && field->type != SCHEMA_MESSAGE) {
        put_simple(rows, field, &from->item, from->depth > 1);
        return true;
    }
    return from->depth > 1 ? put_nested(rows, from) : put_nested_cell(rows, from);
}

/* False: it has one twice, or before another that the schema has first, or is damaged.  What is
 * read is in no memory that others know of: it can be in registers. */
static bool
put_fields(struct csv_rows *rows, const struct row *row, struct wire wire, unsigned depth)
{
    struct textbuf *to = rows->printer->to;
    size_t next = 0, put = 0; /* fields that may still come; bytes of what is absent */

    while (wire.at < wire.end) {
        const struct schema_field *field;
        const struct cell *cell;
        struct wire_item item;

        if (!wire_next(&wire, &item))
            return false;
        field = schema_field_find(row->type, item.number);
        if (!field)
            continue;
        cell = &row->cells[field - row->type->fields];
        if (cell < row->cells + next)
            return false;
        put_absent(to, row, put, cell->start);
        if (cell->counts && item.type == field->wire && item.bits <= cell->most) {
            to->used += digits_put(textbuf_space(to, DIGITS_MAX), item.bits);
        } else {
            struct reading from = { row, field, item, wire, depth };

            if (!put_field(rows, &from))
                return false;
            wire = from.wire;
        }
        next = (size_t)(cell - row->cells) + 1;
        put = cell->end;
    }
    put_absent(to, row, put, row->size);
    return true;
}

bool
csv_rows_put(struct csv_rows *rows, struct wire record)
{
    struct textbuf *to = rows->printer->to;
    size_t start = to->used;

    rows->left = RECORD_VALUES_MOST - rows->record->type->count;
    if (!put_fields(rows, rows->record, record, 1)) {
        to->used = start;
        return false;
    }
    text_char(to, '\n');
    return true;
}
