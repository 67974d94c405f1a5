/* SPDX-License-Identifier: Apache-2.0 */
/* A page of data, of the first version: repetition levels, definition levels, values; levels are
 * behind their length in four bytes and are left out where they can only be 0. */
#include "parquet/chunk.h"

#include "parquet/dictionary.h"
#include "parquet/hybrid.h"
#include "parquet/plain.h"

#include <string.h>

enum { PAGE_ROWS = 20000, PAGE_BYTES = 1 << 20 };

/* A part of the column, from one row's beginning to another's. */
struct span {
    size_t entry, n_entries;
    size_t value, n_values;
};

struct chunk {
    const struct group *group;
    const struct group_leaf *leaf;
    const struct dictionary *dictionary; /* NULL: none */
    struct textbuf page;
    struct hybrid hybrid;
};

/* Where each row has a number: of those fit as many as there may be. */
static void
next_rows(const struct group_leaf *leaf, struct span *span)
{
    size_t left = leaf->n_entries - span->entry;

    span->n_entries = span->n_values = left < PAGE_ROWS ? left : PAGE_ROWS;
}

/* The page behind the last one: whole rows, as many as fit, one at least. */
static void
next_span(const struct group_leaf *leaf, struct span *span)
{
    size_t end = span->entry + span->n_entries, rows = 0, bytes = 0;
    bool text = shape_type(leaf->node->kind) == PARQUET_BYTE_ARRAY;

    span->value += span->n_values;
    span->entry = end;
    span->n_values = 0;
    if (!leaf->definitions && !text) {
        next_rows(leaf, span);
        return;
    }
    for (; end < leaf->n_entries; end++) {
        bool begins = !leaf->repetitions || leaf->repetitions[end] == 0;

        if (begins && (rows == PAGE_ROWS || bytes >= PAGE_BYTES))
            break;
        rows += begins;
        if (leaf->definitions && leaf->definitions[end] < leaf->node->definition)
            continue;
        bytes += text ? 4 + group_text_size(leaf->values[span->value + span->n_values])
                      : sizeof *leaf->values;
        span->n_values++;
    }
    span->n_entries = end - span->entry;
}

static void
put_levels(struct chunk *chunk, const uint8_t *levels, size_t count, unsigned most)
{
    size_t from = chunk->page.used, size;

    plain_number(&chunk->page, 0, 4);
    hybrid_begin(&chunk->hybrid, &chunk->page, hybrid_width(most));
    hybrid_put_bytes(&chunk->hybrid, levels, count);
    hybrid_end(&chunk->hybrid);
    size = chunk->page.used - from - 4;
    chunk->page.used = from;
    plain_number(&chunk->page, size, 4);
    chunk->page.used += size;
}

static void
put_indexes(struct chunk *chunk, const uint32_t *indexes, size_t count)
{
    unsigned width = hybrid_width((uint32_t)chunk->dictionary->n_values - 1);

    text_char(&chunk->page, (char)width);
    hybrid_begin(&chunk->hybrid, &chunk->page, width);
    for (size_t i = 0; i < count; i++)
        hybrid_put(&chunk->hybrid, indexes[i]);
    hybrid_end(&chunk->hybrid);
}

static void
fill_page(struct chunk *chunk, const struct span *span)
{
    const struct group_leaf *leaf = chunk->leaf;
    const struct shape_node *node = leaf->node;

    chunk->page.used = 0;
    if (leaf->repetitions)
        put_levels(chunk, leaf->repetitions + span->entry, span->n_entries, node->repetition);
    if (leaf->definitions)
        put_levels(chunk, leaf->definitions + span->entry, span->n_entries, node->definition);
    if (chunk->dictionary)
        put_indexes(chunk, chunk->dictionary->indexes + span->value, span->n_values);
    else if (span->n_values)
        plain_put(&chunk->page, chunk->group, node->kind, leaf->values + span->value,
                  span->n_values);
}

static size_t
put_data(struct chunk *chunk, struct pages *pages)
{
    struct span span = { 0, 0, 0, 0 };
    size_t size = 0;

    while (next_span(chunk->leaf, &span), span.n_entries > 0) {
        fill_page(chunk, &span);
        size += pages_put(
            pages, &(struct page){ PARQUET_DATA_PAGE,
                                   chunk->dictionary ? PARQUET_RLE_DICTIONARY : PARQUET_PLAIN,
                                   span.n_entries, &chunk->page });
    }
    return size;
}

static size_t
put_dictionary(struct chunk *chunk, struct pages *pages)
{
    const struct dictionary *dictionary = chunk->dictionary;

    chunk->page.used = 0;
    plain_put(&chunk->page, chunk->group, chunk->leaf->node->kind, dictionary->values,
              dictionary->n_values);
    return pages_put(pages, &(struct page){ PARQUET_DICTIONARY_PAGE, PARQUET_PLAIN,
                                            dictionary->n_values, &chunk->page });
}

void
chunk_put(struct chunk_note *note, const struct group *group, const struct group_leaf *leaf,
          struct pages *pages, size_t from)
{
    struct dictionary dictionary;
    bool once = dictionary_make(&dictionary, group, leaf);
    struct chunk chunk = { .group = group, .leaf = leaf, .page.fd = -1 };

    memset(note, 0, sizeof *note); /* with what lies between the members: it is written out */
    note->at = pages->to->used - from;
    if (once) {
        chunk.dictionary = &dictionary;
        note->plain_size += put_dictionary(&chunk, pages);
    }
    note->data_at = pages->to->used - from;
    note->plain_size += put_data(&chunk, pages);
    note->size = pages->to->used - from - note->at;
    note->n_entries = leaf->n_entries;
    statistics_make(&note->statistics, group, leaf, once ? dictionary.values : leaf->values,
                    once ? dictionary.n_values : leaf->n_values);
    textbuf_free(&chunk.page);
    dictionary_free(&dictionary);
}
