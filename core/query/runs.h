/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of records on disk, each in order, until they are merged: what does not fit into memory. */
#ifndef RUNS_H
#define RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RUNS_MOST = 128 }; /* at a time: the memory to read them is bounded by it */

struct runs;

/* In these two files, which stay the caller's; what is in them is written over. */
struct runs *runs_new(const int files[2]);
void runs_free(struct runs *);

/* Adds a record to the run that is being made, and ends that; each false with errno set. */
bool runs_put(struct runs *, const uint8_t *record, size_t size);
bool runs_end(struct runs *);

/* Those that are ended. */
size_t runs_count(const struct runs *);
uint64_t runs_records(const struct runs *);

/* The next record of one, good until that is called for it again; NULL behind the last one, and
 * when it cannot be read, with errno set, which else is 0. */
const uint8_t *runs_next(struct runs *, size_t run, size_t *size);

/* What is put from now on goes to the other file; once a run is ended there it takes the place of
 * all those before, which are read meanwhile. */
void runs_replace(struct runs *);

#endif
