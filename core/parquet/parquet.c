/* SPDX-License-Identifier: Apache-2.0 */
/* Apache Parquet, by its specification (README.md, Encodings.md, LogicalTypes.md, Compression.md,
 * parquet.thrift of the format).  Of a block becomes a row group, of no more of its records than it
 * has room for: many columns or long lists make many values of few bytes. */
#include "base/wire.h"
#include "formats/file_format.h"
#include "parquet/footer.h"
#include "parquet/group.h"
#include "parquet/plain.h"
#include "schema/value.h"

#include <stdio.h>
#include <string.h>

/* What a row group takes in memory: of each entry a value, and two levels. */
enum { BLOCK_SIZE = 2 << 20, MAX_ENTRIES = 4 << 20, MAX_MADE = 16 << 20 };

struct packing {
    struct group *group;
    struct pages pages;
    struct packed *packed;
};

static bool
parquet_begin(const struct file_plan *plan, struct textbuf *to, char *why, size_t why_size)
{
    struct shape shape;
    bool made = shape_new(&shape, plan->record, why, why_size);

    shape_free(&shape);
    if (made)
        text_string(to, PARQUET_MAGIC);
    return made;
}

static void
put_row_group(struct packing *packing)
{
    const struct group *group = packing->group;
    struct textbuf *note = &packing->packed->note;
    size_t from = packing->packed->bytes.used, noted = note->used;
    struct group_note about = { .n_rows = group->n_rows };
    struct chunk_note chunk;

    if (group->n_rows == 0)
        return;
    text_bytes(note, &about, sizeof about);
    for (uint32_t i = 0; i < group->shape->n_leaves; i++) {
        chunk_put(&chunk, group, &group->leaves[i], &packing->pages, from);
        text_bytes(note, &chunk, sizeof chunk);
    }
    about.size = packing->packed->bytes.used - from;
    memcpy(note->data + noted, &about, sizeof about);
}

static void
pack_records(struct packing *packing, struct values *values, struct wire block)
{
    struct packed *packed = packing->packed;
    const uint8_t *from = block.at;
    struct wire inside;

    while (packing->group->n_entries < MAX_ENTRIES && packing->group->made.used < MAX_MADE &&
           wire_inside(&block, &inside)) {
        const struct value *record = values_decode(values, inside.at, wire_left(&inside));

        if (!record) {
            snprintf(packed->damage, sizeof packed->damage, "%s", values_damage(values));
            break;
        }
        group_add(packing->group, record);
        packed->records++;
        packed->taken = (size_t)(block.at - from);
    }
    put_row_group(packing);
}

static void
parquet_pack(const struct file_plan *plan, const uint8_t *block, size_t size, struct packed *packed)
{
    char why[256];
    struct shape shape;
    struct values *values = values_new(plan->record);
    struct packing packing = {
        .pages = { .to = &packed->bytes, .compression = plan->style.compression, .packed.fd = -1 },
        .packed = packed
    };

    shape_new(&shape, plan->record, why, sizeof why); /* as it was at the beginning */
    packing.group = group_new(&shape, block, plan->style.time_unit == TIME_US);
    pack_records(&packing, values, (struct wire){ block, block + size });
    packed->left_out = packing.group->left_out;
    values_free(values);
    group_free(packing.group);
    pages_free(&packing.pages);
    shape_free(&shape);
}

static void
parquet_finish(const struct file_plan *plan, const struct textbuf *notes, struct textbuf *to)
{
    char why[256];
    struct shape shape;
    size_t from = to->used;

    shape_new(&shape, plan->record, why, sizeof why);
    footer_put(to, plan, &shape, notes);
    plain_number(to, to->used - from, 4);
    text_string(to, PARQUET_MAGIC);
    shape_free(&shape);
}

/* Whether chunks follow one another in the row group, which then ends. */
static bool
is_row_group(const char *note, uint32_t n_leaves, uint64_t size)
{
    uint64_t at = 0;
    struct chunk_note chunk;

    for (uint32_t i = 0; i < n_leaves; i++) {
        memcpy(&chunk, note + i * sizeof chunk, sizeof chunk);
        if (chunk.at != at || chunk.data_at < at || chunk.size > size - at ||
            chunk.data_at - at > chunk.size || !statistics_are_whole(&chunk.statistics))
            return false;
        at += chunk.size;
    }
    return at == size;
}

static bool
parquet_check(const struct file_plan *plan, const struct textbuf *note, size_t bytes)
{
    char why[256];
    struct shape shape;
    struct group_note about;
    size_t step;
    bool whole;

    shape_new(&shape, plan->record, why, sizeof why);
    step = sizeof about + shape.n_leaves * sizeof(struct chunk_note);
    whole = note->used == 0 ? bytes == 0 : note->used == step;
    if (whole && note->used) {
        memcpy(&about, note->data, sizeof about);
        whole =
            about.size == bytes && is_row_group(note->data + sizeof about, shape.n_leaves, bytes);
    }
    shape_free(&shape);
    return whole;
}

static const struct compression inside = { COMPRESSION_ZSTD, 1 };

const struct file_format file_format_parquet = {
    .name = "parquet",
    .suffix = ".parquet",
    .block_size = BLOCK_SIZE,
    .whole_blocks = true,
    .begin = parquet_begin,
    .pack = parquet_pack,
    .finish = parquet_finish,
    .check = parquet_check,
    .inside = &inside,
};
