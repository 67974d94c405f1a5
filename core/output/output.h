/* SPDX-License-Identifier: Apache-2.0 */
/* The files of records: one per record type and format, in blocks, complete under their names or
 * not at all.
 *
 * While it grows a file is called NAME.part; what becomes of a block is compressed by itself, so
 * that after a kill everything up to the last whole block can be read: but not of Parquet, which
 * cannot be read without its end. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "output/targets.h"
#include "shared/tasks.h"

#include <stdbool.h>

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

/* Gives what is open to the workers, although a block is not full: for live capture.  Formats that
 * want whole blocks are passed over. */
bool output_flush(struct output *);

/* Writes all there is and gives the files their names; with `keep` false they stay as they are,
 * named .part.  False when an output failed, or nobody is left to wait for.  One that cannot be
 * given its name stays .part, which is said, and the others get theirs. */
bool output_finish(struct output *, bool keep);

/* After output_finish() without `keep`: what was written becomes the caller's, who gives it its
 * name, and what comes goes to another set of files.  `set` is what its names say, and stays where
 * it is; its headers say the number. */
void output_turn(struct output *, const char *set, uint64_t number, struct part_files *);

/* Of the i-th plugin, in all formats; name NULL when it has written nothing. */
struct output_stats output_stats(const struct output *, size_t plugin);

/* Of the i-th file there is; false behind the last one. */
bool output_file(const struct output *, size_t i, struct output_stats *);

/* The i-th name that a file gets once it is whole, allocated, and whether that file was made; false
 * behind the last one.  NULL: that type is not written. */
bool output_name(const struct output *, size_t i, char **name, bool *made);

/* Whether all that was taken over is in all files, those of earlier sets too, or in those of the
 * set at hand; what is not has been said. */
bool output_is_complete(const struct output *);
bool output_set_is_complete(const struct output *);

/* Bytes in all files, those of earlier sets too. */
uint64_t output_written(const struct output *);

/* Taken over so far, of all types. */
uint64_t output_records(const struct output *);

/* Leaves files that were not finished as they are. */
void output_destroy(struct output *);

#endif
