/* SPDX-License-Identifier: Apache-2.0 */
/* Records put in order, in memory of a bounded size: what is more goes to disk. */
#ifndef SORTED_H
#define SORTED_H

#include "schema/schema.h"

struct sorted;

struct sorted_plan {
    const struct schema_message *record;
    const char
        *fields; /* "A,-B.C": by A, and of equal ones the largest B.C first; NULL: as they come */
    uint64_t limit;   /* no more than so many are kept */
    bool last;        /* the last ones instead of the first */
    size_t memory;    /* bytes */
    const int *files; /* two, for what is more, written over; NULL: none, then it is too much */
};

/* Good as long as the schema; NULL, with the reason, when it has no such fields. */
struct sorted *sorted_new(const struct sorted_plan *, char *why, size_t why_size);
void sorted_free(struct sorted *);

/* Takes a copy of a record that is whole.  Of a list the first element counts; what is absent or no
 * value comes last. */
enum sorted_took { SORTED_TOOK, SORTED_FULL, SORTED_FAILED, SORTED_DAMAGED };
enum sorted_took sorted_add(struct sorted *, const uint8_t *bytes, size_t size);

/* How the last record was damaged. */
const char *sorted_damage(const struct sorted *);

/* The next one in order, once all are there, good until the next call; NULL behind the last, and
 * when a file fails.  Equal ones stay as they came. */
const uint8_t *sorted_next(struct sorted *, size_t *size);

/* What was wrong with a file, an errno; 0: nothing. */
int sorted_error(const struct sorted *);

#endif
