/* SPDX-License-Identifier: Apache-2.0 */
/* Parquet's encoding of small numbers, "RLE / bit-packed hybrid" (Encodings.md, RLE = 3): levels
 * and indexes of a dictionary. */
#ifndef PARQUET_HYBRID_H
#define PARQUET_HYBRID_H

#include "base/textbuf.h"

enum {
    HYBRID_GROUP = 8,                    /* numbers that are packed together */
    HYBRID_LITERALS = 63 * HYBRID_GROUP, /* as many as a header of one byte can announce */
};

struct hybrid {
    struct textbuf *to;
    unsigned width;   /* bits of a number */
    uint32_t value;   /* that came last, */
    size_t run;       /* so many times in a row */
    size_t n_waiting; /* before the run, to be packed */
    uint32_t waiting[HYBRID_LITERALS];
};

/* Bits that every number up to this one has room in. */
unsigned hybrid_width(uint32_t most);

void hybrid_begin(struct hybrid *, struct textbuf *to, unsigned width);
void hybrid_put(struct hybrid *, uint32_t value);

/* The same of many. */
void hybrid_put_bytes(struct hybrid *, const uint8_t *values, size_t count);

/* Writes what is still waiting; the last group is filled up with zeros. */
void hybrid_end(struct hybrid *);

#endif
