/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of records packed side by side, by threads, and handed on in the order in which they came:
 * what is made of them does not depend on how many threads there are. */
#ifndef PACKERS_H
#define PACKERS_H

#include "output/packer.h"

enum { PACKERS_MOST = 64 };

struct packers;

/* A piece of a block, good until it returns; NULL: it could not be compressed.  False: no more of
 * them are wanted, of any block. */
typedef bool packers_put(void *whose, const struct packer *piece);

struct packers_plan {
    const struct file_plan *plan;
    packers_put *put; /* called by the thread that gives the records, and by no other */
    unsigned workers; /* so many pack, that one among them */
};

/* Good as long as what it is made of. */
struct packers *packers_new(const struct packers_plan *);

/* What was not handed on is lost. */
void packers_free(struct packers *);

/* Adds a record, behind its length, to a block of somebody's; it is given away first when it is
 * full.  Waits when all are at work.  Each false once `put` was. */
bool packers_add(struct packers *, struct textbuf *block, void *whose, const uint8_t *record,
                 size_t size);

/* Gives away what is left of a block, and waits for all that was given. */
bool packers_finish(struct packers *, struct textbuf *block, void *whose);

#endif
