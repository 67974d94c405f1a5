/* SPDX-License-Identifier: Apache-2.0 */
#include "query/run_merge.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>

/* The record that is a run's next one. */
struct head {
    struct item *item; /* without bytes: the run has ended */
    struct values *values;
    uint8_t (*spaces)[TEST_KEY];
};

struct run_merge {
    struct runs *runs;
    const struct order *order;
    struct head *heads;
    size_t count;
    size_t given; /* whose record was given out last; count: none was */
    int error;
};

static void
step(struct run_merge *merge, size_t run)
{
    struct head *head = &merge->heads[run];
    const struct value *record = NULL;

    head->item->number = run;
    head->item->bytes = runs_next(merge->runs, run, &head->item->size);
    if (!head->item->bytes && errno)
        merge->error = errno;
    if (head->item->bytes)
        record = values_decode(head->values, head->item->bytes, head->item->size);
    if (record)
        order_find(merge->order, head->values, record, head->item, head->spaces);
    else if (head->item->bytes)
        merge->error = EIO; /* it was a record when it was written */
}

struct run_merge *
run_merge_new(struct runs *runs, const struct order *order, const struct schema_message *record)
{
    struct run_merge *merge = need(1, sizeof *merge);
    size_t fields = order->columns.count;

    merge->runs = runs;
    merge->order = order;
    merge->count = merge->given = runs_count(runs);
    merge->heads = need(merge->count, sizeof *merge->heads);
    for (size_t i = 0; i < merge->count; i++) {
        struct head *head = &merge->heads[i];

        head->item = need(1, sizeof *head->item + fields * sizeof *head->item->places);
        head->spaces = need(fields + 1, sizeof *head->spaces);
        head->values = values_new(record);
        step(merge, i);
    }
    return merge;
}

void
run_merge_free(struct run_merge *merge)
{
    if (!merge)
        return;
    for (size_t i = 0; i < merge->count; i++) {
        free(merge->heads[i].item);
        free(merge->heads[i].spaces);
        values_free(merge->heads[i].values);
    }
    free(merge->heads);
    free(merge);
}

const uint8_t *
run_merge_next(struct run_merge *merge, size_t *size)
{
    const struct item *first = NULL;

    if (merge->given < merge->count)
        step(merge, merge->given);
    for (size_t i = 0; i < merge->count; i++) {
        const struct item *item = merge->heads[i].item;

        if (item->bytes && (!first || order_compare(&item, &first, (void *)merge->order) < 0))
            first = item;
    }
    if (!first || merge->error)
        return NULL;
    merge->given = first->number;
    *size = first->size;
    return first->bytes;
}

int
run_merge_error(const struct run_merge *merge)
{
    return merge->error;
}
