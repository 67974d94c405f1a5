/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "parquet/footer.h"
#include "parquet/footer_schema.h"
#include "parquet/thrift.h"
#include "parquet/utf8_text.h"

#include <string.h>

static void
put_bound(struct thrift *thrift, unsigned field, const struct bound *bound)
{
    if (bound->there && bound->size <= BOUND_MAX)
        thrift_binary(thrift, field, bound->bytes, bound->size);
}

static void
put_statistics(struct thrift *thrift, const struct statistics *statistics)
{
    const struct bound *least = &statistics->least, *greatest = &statistics->greatest;

    thrift_struct(thrift, 12);
    thrift_i64(thrift, 3, (int64_t)statistics->nulls);
    put_bound(thrift, 5, greatest);
    put_bound(thrift, 6, least);
    if (greatest->there)
        thrift_bool(thrift, 7, greatest->exact);
    if (least->there)
        thrift_bool(thrift, 8, least->exact);
    thrift_end(thrift);
}

static void
put_encodings(struct thrift *thrift, bool once)
{
    thrift_list(thrift, 2, THRIFT_I32, once ? 3 : 2);
    thrift_item_i32(thrift, PARQUET_PLAIN);
    thrift_item_i32(thrift, PARQUET_RLE);
    if (once)
        thrift_item_i32(thrift, PARQUET_RLE_DICTIONARY);
}

struct footer {
    struct thrift thrift;
    const struct file_plan *plan;
    const struct shape *shape;
};

static void
put_chunk(struct footer *footer, uint32_t leaf, const struct chunk_note *note, uint64_t from)
{
    struct thrift *thrift = &footer->thrift;
    const struct shape_node *node = &footer->shape->nodes[footer->shape->leaves[leaf]];
    bool once = note->data_at != note->at;

    thrift_item_struct(thrift);
    thrift_i64(thrift, 2, 0); /* file_offset: of a copy of what follows, and there is none */
    thrift_struct(thrift, 3); /* ColumnMetaData */
    thrift_i32(thrift, 1, shape_type(node->kind));
    put_encodings(thrift, once);
    footer_schema_put_path(thrift, 3, footer->shape, leaf);
    thrift_i32(thrift, 4, pages_codec(footer->plan->style.compression.kind));
    thrift_i64(thrift, 5, (int64_t)note->n_entries);
    thrift_i64(thrift, 6, (int64_t)note->plain_size);
    thrift_i64(thrift, 7, (int64_t)note->size);
    thrift_i64(thrift, 9, (int64_t)(from + note->data_at));
    if (once)
        thrift_i64(thrift, 11, (int64_t)(from + note->at));
    put_statistics(thrift, &note->statistics);
    thrift_end(thrift);
    thrift_end(thrift);
}

static void
put_group(struct footer *footer, const struct group_note *group, const char *chunks, uint64_t from)
{
    struct thrift *thrift = &footer->thrift;
    uint64_t plain_size = 0;
    struct chunk_note note;

    thrift_item_struct(thrift);
    thrift_list(thrift, 1, THRIFT_STRUCT, footer->shape->n_leaves);
    for (uint32_t i = 0; i < footer->shape->n_leaves; i++) {
        memcpy(&note, chunks + i * sizeof note, sizeof note);
        put_chunk(footer, i, &note, from);
        plain_size += note.plain_size;
    }
    thrift_i64(thrift, 2, (int64_t)plain_size);
    thrift_i64(thrift, 3, (int64_t)group->n_rows);
    thrift_i64(thrift, 5, (int64_t)from);
    thrift_i64(thrift, 6, (int64_t)group->size);
    thrift_end(thrift);
}

static uint64_t
count_rows(const struct textbuf *notes, size_t step)
{
    struct group_note group;
    uint64_t rows = 0;

    for (size_t at = 0; notes->used - at >= step; at += step) {
        memcpy(&group, notes->data + at, sizeof group);
        rows += group.n_rows;
    }
    return rows;
}

static void
put_groups(struct footer *footer, const struct textbuf *notes, size_t step)
{
    uint64_t from = strlen(PARQUET_MAGIC);
    struct group_note group;

    thrift_list(&footer->thrift, 4, THRIFT_STRUCT, notes->used / step);
    for (size_t at = 0; notes->used - at >= step; at += step) {
        memcpy(&group, notes->data + at, sizeof group);
        put_group(footer, &group, notes->data + at + sizeof group, from);
        from += group.size;
    }
}

static void
put_pair(struct thrift *thrift, const char *key, const struct textbuf *value)
{
    thrift_item_struct(thrift);
    thrift_string(thrift, 1, key);
    thrift_binary(thrift, 2, value->data, value->used);
    thrift_end(thrift);
}

static void
put_text_pair(struct thrift *thrift, const char *key, const char *value)
{
    struct textbuf text = { .fd = -1 };

    utf8_text(&text, (const uint8_t *)value, strlen(value));
    put_pair(thrift, key, &text);
    textbuf_free(&text);
}

/* What the header of a file of records says. */
static void
put_metadata(struct thrift *thrift, const Types__Header *header)
{
    struct textbuf schema = { .fd = -1 }, options = { .fd = -1 };

    text_base64(&schema, header->schema.data, header->schema.len);
    for (size_t i = 0; i < header->n_options; i++) {
        text_string(&options, i ? "\n" : "");
        utf8_text(&options, (const uint8_t *)header->options[i], strlen(header->options[i]));
    }
    thrift_list(thrift, 5, THRIFT_STRUCT, 6);
    put_text_pair(thrift, "netcap.record", header->recordname);
    put_pair(thrift, "netcap.schema", &schema);
    put_text_pair(thrift, "netcap.source", header->inputsource);
    put_text_pair(thrift, "netcap.created", header->created);
    put_text_pair(thrift, "netcap.version", header->version);
    put_pair(thrift, "netcap.options", &options);
    textbuf_free(&schema);
    textbuf_free(&options);
}

/* The order that statistics go by: TypeDefinedOrder in each column. */
static void
put_orders(struct thrift *thrift, uint32_t count)
{
    thrift_list(thrift, 7, THRIFT_STRUCT, count);
    for (uint32_t i = 0; i < count; i++) {
        thrift_item_struct(thrift);
        thrift_empty(thrift, 1);
        thrift_end(thrift);
    }
}

void
footer_put(struct textbuf *to, const struct file_plan *plan, const struct shape *shape,
           const struct textbuf *notes)
{
    size_t step = sizeof(struct group_note) + shape->n_leaves * sizeof(struct chunk_note);
    struct footer footer = { thrift_begin(to), plan, shape };

    thrift_i32(&footer.thrift, 1, 2); /* version */
    footer_schema_put(&footer.thrift, 2, shape, plan->record->name,
                      plan->style.time_unit == TIME_US);
    thrift_i64(&footer.thrift, 3, (int64_t)count_rows(notes, step));
    put_groups(&footer, notes, step);
    put_metadata(&footer.thrift, plan->header);
    thrift_string(&footer.thrift, 6, "netcap version " PACKAGE_VERSION);
    put_orders(&footer.thrift, shape->n_leaves);
    thrift_end(&footer.thrift);
}
