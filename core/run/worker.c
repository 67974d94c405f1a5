/* SPDX-License-Identifier: Apache-2.0 */
#include "run/worker.h"

#include "base/clock.h"
#include "base/memory.h"
#include "run/packing.h"
#include "stages/dissection.h"
#include "stages/stages.h"

#include <stdlib.h>

static struct answer
do_order(const struct shared *s, struct dissector *d, struct packing *packing,
         const struct order *order)
{
    if (order->block >= 0)
        return packing_do(packing, s, order);
    if (order->stage == STAGE_DISSECT)
        return do_dissection(s, d, order);
    return do_stage(s, packing->plugins, d, order);
}

void
worker_run(const struct shared *s, const struct plugins *plugins, uint32_t worker, uint32_t at)
{
    struct dissector *d = need(1, sizeof *d);
    struct packing packing;
    struct order order;

    if (!dissector_create(d, plugins, &s->dissect))
        out_of_memory();
    packing_begin(&packing, plugins, s->n_large > 0);
    while (orders_next(s, worker, &at, &order)) {
        uint64_t before = clock_cpu();
        struct answer answer = do_order(s, d, &packing, &order);

        answer.cpu = clock_cpu() - before;
        orders_answer(s, worker, at, &answer);
    }
    packing_end(&packing);
    dissector_destroy(d);
    free(d);
}
