/* SPDX-License-Identifier: Apache-2.0 */
/* Batches by their number in the order of the capture. */
#ifndef BATCHES_H
#define BATCHES_H

#include "shared/shared.h"

/* The slot of a batch: it is that batch from when it was filled until it is taken over. */
static inline struct batch *
batch_numbered(const struct shared *s, uint64_t number)
{
    return &s->batches[number % s->n_batches];
}

#endif
