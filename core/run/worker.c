/* SPDX-License-Identifier: Apache-2.0 */
#include "run/worker.h"

#include "base/compress.h"
#include "base/memory.h"
#include "stages/dissection.h"
#include "stages/stages.h"

#include <stdlib.h>

static struct answer
do_block(const struct block *b, struct pack *to)
{
    size_t size = compress_block(b->raw, b->size, to->bytes, sizeof to->bytes);

    return (struct answer){ .size = (uint32_t)size,
                            .checksum = compress_checksum(to->bytes, size) };
}

static struct answer
do_order(const struct shared *s, const struct plugins *plugins, struct dissector *d,
         const struct order *order)
{
    if (order->block >= 0)
        return do_block(&s->blocks[order->block], &s->packs[order->block]);
    if (order->stage == STAGE_DISSECT)
        return do_dissection(s, d, order);
    return do_stage(s, plugins, d, order);
}

void
worker_run(const struct shared *s, const struct plugins *plugins, uint32_t worker, uint32_t at)
{
    struct dissector *d = need(1, sizeof *d);
    struct order order;

    if (!dissector_create(d, plugins, &s->dissect))
        out_of_memory();
    while (orders_next(s, worker, &at, &order)) {
        struct answer answer = do_order(s, plugins, d, &order);

        orders_answer(s, worker, at, &answer);
    }
    dissector_destroy(d);
    free(d);
}
