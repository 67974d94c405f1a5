/* SPDX-License-Identifier: Apache-2.0 */
#include "report/tables.h"

#include "base/keyhash.h"
#include "base/textbuf.h"

#include <stdlib.h>
#include <string.h>

enum { ENDS = 2, MOST_ELEMENTS = 4096, MORE = 3 /* bytes of what marks a cut */ };

struct table_reader {
    struct figure_table *table;
    struct query *where; /* NULL: all */
    struct textbuf key;
    uint64_t cut; /* of all cells of the key that were cut, a hash */
    struct shown keys[TABLE_KEYS];
    size_t n_keys;
    struct shown sums[ENDS][TABLE_SUMS];
    bool ends;    /* each key is one of its own, with sums of its own */
    bool full;    /* only what has a value for each key counts */
    bool lacking; /* the key at hand has a cell without one */
};

struct figure_table *
figure_table_new(const struct outline_section *section, bool own)
{
    struct figure_table *table = need(1, sizeof *table);
    char *sum = outline_part(outline_value(section, "sums"), 0);

    table->section = section;
    table->own = own;
    table->rows = busiest_new(sum ? 1 : 0);
    free(sum);
    return table;
}

void
figure_table_free(struct figure_table *table)
{
    if (table->own) {
        struct outline_section *section = (struct outline_section *)(uintptr_t)table->section;

        outline_free(&(struct outline){ section, 1 });
    }
    busiest_free(table->rows);
    free(table);
}

static bool
bind_keys(struct table_reader *reader, const struct outline *outline,
          const struct schema_message *record)
{
    const char *ends = outline_value(reader->table->section, "ends");
    const char *keys = *ends ? ends : outline_value(reader->table->section, "keys");
    bool found = true;
    char *key;

    reader->ends = *ends;
    reader->full = *ends || strcmp(outline_value(reader->table->section, "empty"), "no") == 0;
    while (found && reader->n_keys < TABLE_KEYS && (key = outline_part(keys, reader->n_keys))) {
        found = shown_new(&reader->keys[reader->n_keys++], outline, record, key);
        free(key);
    }
    return found && reader->n_keys > 0;
}

/* "A/B": of the first end and of the second; or "A" of both. */
static bool
bind_sum(struct table_reader *reader, const struct outline *outline,
         const struct schema_message *record, size_t n, char *sum)
{
    char *other = strchr(sum, '/');

    if (other)
        *other++ = '\0';
    if (!shown_new(&reader->sums[0][n], outline, record, sum) ||
        !shown_new(&reader->sums[1][n], outline, record, other ? other : sum))
        return false;
    reader->table->sums[n] = reader->sums[0][n].columns.list[0].field.meaning;
    if (n >= reader->table->n_sums)
        reader->table->n_sums = n + 1;
    return true;
}

static bool
bind_sums(struct table_reader *reader, const struct outline *outline,
          const struct schema_message *record)
{
    const char *sums = outline_value(reader->table->section, "sums");
    bool found = true;
    char *sum;

    for (size_t n = 0; found && n < TABLE_SUMS && (sum = outline_part(sums, n)); n++) {
        found = bind_sum(reader, outline, record, n, sum);
        free(sum);
    }
    return found;
}

static bool
bind_where(struct table_reader *reader, const struct schema_message *record)
{
    const char *where = outline_value(reader->table->section, "where");
    struct query_error error;

    if (!*where)
        return true;
    reader->where = query_new(record, where, &error);
    return reader->where != NULL;
}

struct table_reader *
table_reader_new(struct figure_table *table, const struct outline *outline,
                 const struct schema_message *record, struct pool *pool,
                 struct value_wanted **wanted)
{
    struct table_reader *reader = need(1, sizeof *reader);

    reader->table = table;
    reader->key.fd = -1;
    if (!bind_keys(reader, outline, record) || !bind_sums(reader, outline, record) ||
        !bind_where(reader, record)) {
        table_reader_free(reader);
        return NULL;
    }
    for (size_t i = 0; i < reader->n_keys; i++)
        shown_want(&reader->keys[i], pool, wanted, record);
    for (size_t i = 0; i < ENDS * TABLE_SUMS; i++)
        shown_want(&reader->sums[i / TABLE_SUMS][i % TABLE_SUMS], pool, wanted, record);
    return reader;
}

void
table_reader_free(struct table_reader *reader)
{
    for (size_t i = 0; i < TABLE_KEYS; i++)
        shown_free(&reader->keys[i]);
    for (size_t i = 0; i < ENDS * TABLE_SUMS; i++)
        shown_free(&reader->sums[i / TABLE_SUMS][i % TABLE_SUMS]);
    query_free(reader->where);
    textbuf_free(&reader->key);
    free(reader);
}

static void
begin_key(struct table_reader *reader)
{
    reader->key.used = 0;
    reader->cut = 0;
    reader->lacking = false;
}

/* A cell more of the key: its length, and the bytes.  Those that are cut are told apart by all of
 * them. */
static void
put_cell(struct table_reader *reader, struct values *values, const struct value *record, size_t key,
         size_t n)
{
    struct textbuf *to = &reader->key;
    size_t at = to->used, size;

    text_char(to, '\0');
    shown_put(&reader->keys[key], values, record, n, to);
    size = to->used - at - 1;
    if (size > TABLE_CELL) {
        reader->cut = keyhash(reader->cut, to->data + at + 1, size);
        for (size = TABLE_CELL - MORE; ((uint8_t)to->data[at + 1 + size] & 0xc0) == 0x80;)
            size--;
        memcpy(to->data + at + 1 + size, "\xe2\x80\xa6", MORE);
        size += MORE;
    }
    to->used = at + 1 + size;
    to->data[at] = (char)size;
    reader->lacking |= size == 0;
}

static void
add(struct table_reader *reader, struct values *values, const struct value *record, size_t end)
{
    uint64_t sums[BUSIEST_SUMS] = { 1 };

    if (reader->full && reader->lacking)
        return;
    for (size_t i = 0; i < reader->table->n_sums; i++)
        sums[i + 1] = shown_number(&reader->sums[end][i], values, record);
    text_bytes(&reader->key, &reader->cut, sizeof reader->cut);
    busiest_add(reader->table->rows, reader->key.data, reader->key.used, sums);
    reader->table->counted++;
}

/* Lists go side by side, as they do that are of one list of messages. */
static void
add_elements(struct table_reader *reader, struct values *values, const struct value *record)
{
    size_t most = 0;

    for (size_t i = 0; i < reader->n_keys; i++)
        if (reader->keys[i].columns.list[0].field.repeated || most == 0) {
            size_t n = shown_count(&reader->keys[i], values, record);

            most = reader->keys[i].columns.list[0].field.repeated ? n : 1;
        }
    for (size_t n = 0; n < most && n < MOST_ELEMENTS; n++) {
        begin_key(reader);
        for (size_t i = 0; i < reader->n_keys; i++)
            put_cell(reader, values, record, i,
                     reader->keys[i].columns.list[0].field.repeated ? n : 0);
        add(reader, values, record, 0);
    }
}

void
table_reader_add(struct table_reader *reader, struct values *values, const struct value *record,
                 const uint8_t *bytes, size_t size)
{
    if (reader->where && query_ask(reader->where, bytes, size) != QUERY_YES)
        return;
    if (!reader->ends) {
        add_elements(reader, values, record);
        return;
    }
    for (size_t end = 0; end < reader->n_keys && end < ENDS; end++) {
        begin_key(reader);
        put_cell(reader, values, record, end, 0);
        add(reader, values, record, end);
    }
}
