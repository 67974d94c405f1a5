/* SPDX-License-Identifier: Apache-2.0 */
#include "run/counted.h"

#include <string.h>

/* Bytes that are missing in streams grow fastest. */
#define BELIEVED (UINT64_C(1) << 48)

_Static_assert(sizeof(struct defrag_counts) % sizeof(uint64_t) == 0 &&
                   sizeof(struct stream_counts) % sizeof(uint64_t) == 0,
               "nothing but counts");

static void
look(void *seen, const void *before, const void *now, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t known, added, sum;

        memcpy(&known, (uint8_t *)seen + at, sizeof known);
        memcpy(&added, (const uint8_t *)now + at, sizeof added);
        memcpy(&sum, (const uint8_t *)before + at, sizeof sum);
        sum += added;
        if (sum > known && sum - known < BELIEVED)
            memcpy((uint8_t *)seen + at, &sum, sizeof sum);
    }
}

void
counted_look(struct counted *c, const struct shared *s)
{
    if (s->n_stages <= STAGE_STREAMS)
        return;
    look(&c->defrag, &c->defrag_before, defrag_counts(s->stages[STAGE_DEFRAG].state),
         sizeof c->defrag);
    look(&c->streams, &c->streams_before, streams_counts(s->stages[STAGE_STREAMS].state),
         sizeof c->streams);
}

void
counted_anew(struct counted *c, uint32_t stage)
{
    if (stage == STAGE_DEFRAG)
        c->defrag_before = c->defrag;
    else if (stage == STAGE_STREAMS)
        c->streams_before = c->streams;
}
