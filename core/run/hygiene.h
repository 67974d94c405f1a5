/* SPDX-License-Identifier: Apache-2.0 */
/* What the packets of a run say of how they were captured, seen in the order of the capture. */
#ifndef HYGIENE_H
#define HYGIENE_H

#include "base/moment.h"
#include "run/duplicates.h"

enum { HYGIENE_LINKTYPES = 64 };

struct hygiene {
    struct duplicates *window; /* NULL: duplicates are not looked for */
    uint64_t duplicates;
    uint64_t cut;              /* packets that had more bytes on the wire */
    struct moment_span span;   /* of the times that they have */
    struct moment_span recent; /* of those since hygiene_turn() */
    size_t n_linktypes;
    struct linktype_count {
        uint16_t linktype;
        uint64_t packets;
    } linktypes[HYGIENE_LINKTYPES]; /* in the order of the first packet of each */
    uint64_t linktypes_left_out;    /* packets of others */
};

/* These packets of a batch. */
void hygiene_see(struct hygiene *, const struct batch *, uint32_t from, uint32_t upto);

/* What is recent begins anew. */
void hygiene_turn(struct hygiene *);

/* Leaves what came after it was as `before`, which it was once and then turned. */
void hygiene_since(struct hygiene *, const struct hygiene *before);

#endif
