/* SPDX-License-Identifier: Apache-2.0 */
/* The records of several runs in one order; of equal ones those of the earlier run first. */
#ifndef RUN_MERGE_H
#define RUN_MERGE_H

#include "query/places.h"
#include "query/runs.h"

struct run_merge;

/* Of all runs that there are now, which it reads. */
struct run_merge *run_merge_new(struct runs *, const struct order *, const struct schema_message *);
void run_merge_free(struct run_merge *);

/* The next record, good until the next call; NULL behind the last one, or when one cannot be read:
 * the error is an errno then, and else 0. */
const uint8_t *run_merge_next(struct run_merge *, size_t *size);
int run_merge_error(const struct run_merge *);

#endif
