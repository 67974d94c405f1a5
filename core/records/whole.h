/* SPDX-License-Identifier: Apache-2.0 */
/* Which parts of a file of records are whole: verified from the first byte to the last.
 *
 * A block, which is a gzip member or a frame of zstd or lz4, is whole when its checksum is right
 * and all in it is whole records that fit the schema.  A file that is not compressed is taken
 * record by record, up to the first that is damaged: it has no checksums, so behind that nobody
 * could say where a record begins.
 *
 * Behind a damaged block reading goes on at the next one, which begins with a record as all blocks
 * of netcapd do.  What a packet carried may look like one, checksum and all, and stand in the
 * damaged block as it is.  So what is found counts only if it goes on, block by block, beyond where
 * the damaged one can have ended, or to the end of the file.  And where the damaged one may only be
 * cut off, as all is well in it up to that end, if it is none of the bytes that it gives. */
#ifndef WHOLE_H
#define WHOLE_H

#include "netcap.pb-c.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the file between whole parts. */
struct whole_hole {
    uint64_t from, to; /* UINT64_MAX: to the end */
    uint64_t before;   /* records in whole parts before it */
    uint64_t loose;    /* records in it before the damage, which nothing vouches for */
    char what[400];    /* what is wrong, and where */
};

/* Bytes of the file that are whole. */
struct whole_part {
    uint64_t from, to;
};

struct whole {
    Types__Header *header; /* NULL: no header could be read, all else is empty then; it counts, as
                              all that stands in the file, only where it is in a whole part */
    struct schema *schema; /* NULL: records are only known to be framed */
    bool foreign_schema;   /* not the file's own: fields that it does not know are no damage */
    const char *compression;
    uint64_t records, blocks, headers;
    uint64_t unknown; /* records with fields that a foreign schema does not know */
    struct whole_part *parts;
    struct whole_hole *holes;
    size_t n_parts, n_holes;
    char why[512]; /* why there is no header, or no schema; "" */
};

struct source;

/* Reads a file to its end.  `step` is told from time to time how many bytes and records more it has
 * gone through. */
void whole_read(struct whole *, struct source *, void (*step)(uint64_t bytes, uint64_t records));
void whole_free(struct whole *);

#endif
