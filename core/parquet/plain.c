/* SPDX-License-Identifier: Apache-2.0 */
/* BOOLEAN bit by bit, the lowest first; numbers with the lowest byte first, IEEE 754 for those with
 * a point; BYTE_ARRAY behind its length in four bytes. */
#include "parquet/plain.h"

#include <string.h>

static const size_t sizes[] = {
    [PARQUET_INT32] = 4, [PARQUET_INT64] = 8, [PARQUET_FLOAT] = 4, [PARQUET_DOUBLE] = 8
};

static uint8_t *
put(uint8_t *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *at++ = (uint8_t)(number >> (8 * i));
    return at;
}

void
plain_number(struct textbuf *to, uint64_t number, size_t size)
{
    put((uint8_t *)textbuf_space(to, size), number, size);
    to->used += size;
}

size_t
plain_size(enum shape_kind kind, const uint64_t *values, size_t count)
{
    enum parquet_type type = shape_type(kind);
    size_t size = 0;

    if (type == PARQUET_BOOLEAN)
        return (count + 7) / 8;
    if (type != PARQUET_BYTE_ARRAY)
        return count * sizes[type];
    for (size_t i = 0; i < count; i++)
        size += 4 + group_text_size(values[i]);
    return size;
}

static void
put_bits(uint8_t *at, const uint64_t *values, size_t count)
{
    memset(at, 0, (count + 7) / 8);
    for (size_t i = 0; i < count; i++)
        at[i / 8] |= (uint8_t)((values[i] & 1) << i % 8);
}

static void
put_texts(uint8_t *at, const struct group *group, const uint64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = group_text_size(values[i]);

        at = put(at, size, 4);
        if (size)
            memcpy(at, group_text(group, values[i]), size);
        at += size;
    }
}

/* A float is kept as the double that has its value. */
static uint64_t
float_bits(uint64_t bits)
{
    double real;
    float single;
    uint32_t narrow;

    memcpy(&real, &bits, sizeof real);
    single = (float)real;
    memcpy(&narrow, &single, sizeof narrow);
    return narrow;
}

void
plain_put(struct textbuf *to, const struct group *group, enum shape_kind kind,
          const uint64_t *values, size_t count)
{
    enum parquet_type type = shape_type(kind);
    size_t size = plain_size(kind, values, count);
    uint8_t *at = (uint8_t *)textbuf_space(to, size);

    to->used += size;
    if (type == PARQUET_BOOLEAN)
        put_bits(at, values, count);
    else if (type == PARQUET_BYTE_ARRAY)
        put_texts(at, group, values, count);
    else
        for (size_t i = 0; i < count; i++)
            at = put(at, type == PARQUET_FLOAT ? float_bits(values[i]) : values[i], sizes[type]);
}
