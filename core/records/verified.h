/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a file, given once the block that they are of is known to be whole.
 *
 * A block is a gzip member or a frame of another compression, and its checksum stands behind it:
 * what comes out of one with a flipped bit looks like records for a while.  So a block is held back
 * up to its end, and of a damaged one nothing is given.  One of more than VERIFIED_MOST bytes, as a
 * whole file of the original netcap may be, is given as it comes: it would not fit into memory. */
#ifndef VERIFIED_H
#define VERIFIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERIFIED_MOST ((size_t)8 << 20)

struct source;

struct verified {
    uint8_t *buffer;
    size_t size, start, end; /* start to end are read and not yet taken */
    size_t whole;            /* up to there they are of whole blocks */
    bool ended;
};

/* Reads more, which may still be of a block without an end; false: there is nothing yet. */
bool verified_read(struct verified *, struct source *);
void verified_free(struct verified *);

/* How many bytes may be taken, and those that are read and may not. */
static inline size_t
verified_left(const struct verified *verified)
{
    return verified->whole - verified->start;
}

static inline size_t
verified_held(const struct verified *verified)
{
    return verified->end - verified->whole;
}

static inline const uint8_t *
verified_next(const struct verified *verified)
{
    return verified->buffer + verified->start;
}

/* The next bytes, of which so many are left; good until more is read. */
static inline const uint8_t *
verified_take(struct verified *verified, size_t size)
{
    verified->start += size;
    return verified->buffer + verified->start - size;
}

/* From now on nothing is held back, of any file: who asks for it wants what can be read. */
void verified_give_all(void);

#endif
