/* SPDX-License-Identifier: Apache-2.0 */
/* The files of records: one per record type, in blocks, complete under their names or not at all.
 *
 * While it grows a file is called NAME.part; each block in it is a gzip member of its own, so
 * that after a kill everything up to the last whole block can be read. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base/out_folder.h"
#include "output/header.h"
#include "shared/tasks.h"

#include <stdbool.h>

struct output_options {
    const struct out_folder *folder;
    bool gzip;
    struct origin origin; /* for the headers */
};

/* One file, for the summary. */
struct output_stats {
    const char *name;
    const char *file; /* what it is called now, in its folder */
    uint64_t records, bytes, written; /* bytes of records; bytes of the file */
};

struct output;

/* Called when output needs workers to go on: waits until something happened.  False to give up. */
typedef bool output_wait(void *context);

/* NULL, and it is said, when memory is short. */
struct output *output_create(const struct output_options *, struct tasks *,
                             const Catalog__Catalog *, const Catalog__Settings *, output_wait *,
                             void *context);

/* Takes over the records of packets before `upto` from all rooms of a batch, in the order of the
 * packets and then of the stages.  False once an output failed, which has been said. */
bool output_take(struct output *, struct batch *, uint32_t upto);

/* Where what workers left made no sense when it was taken over: records of a plugin's are missing
 * from this packet on.  False when nothing is. */
bool output_misses(const struct output *, uint32_t *packet, int *plugin);

/* A stage's room begins anew: of the next batch, or because it was full. */
void output_reopen(struct output *, uint32_t stage);

/* Writes the blocks that workers have finished.  False once an output failed. */
bool output_collect(struct output *);

/* Whether a block is waiting to be collected. */
bool output_is_ready(const struct output *);

/* No worker is left, nor will be: blocks are compressed here. */
void output_go_alone(struct output *);

/* Gives what is open to the workers, although a block is not full: for live capture. */
bool output_flush(struct output *);

/* Writes all there is and gives the files their names; with `keep` false they stay as they are,
 * named .part.  False when an output failed, or nobody is left to wait for.  One that cannot be
 * given its name stays .part, which is said, and the others get theirs. */
bool output_finish(struct output *, bool keep);

/* Of the i-th plugin; name NULL when it has written nothing. */
struct output_stats output_stats(const struct output *, size_t plugin);

/* The name of its file once that is whole, allocated; NULL: it writes none. */
char *output_name(const struct output *, size_t plugin);

/* Taken over so far, of all types. */
uint64_t output_records(const struct output *);

/* Leaves files that were not finished as they are. */
void output_destroy(struct output *);

#endif
