/* SPDX-License-Identifier: Apache-2.0 */
/* Records of one type in two runs, put side by side.
 *
 * Both files stand in the order of the capture.  Where they part, the nearest place at which
 * records are of one time again is looked for, DIFF_WINDOW records ahead at most; those
 * passed over are of one run alone.  A flow that ended at another time stands elsewhere: so these
 * are kept for a while, the last DIFF_WINDOW of them, and go with a record of the other run that
 * has the same time. */
#ifndef DIFF_MATCH_H
#define DIFF_MATCH_H

#include "commands/diff_fields.h"
#include "records/record_file.h"

enum { DIFF_WINDOW = 4096 };

/* Bytes of records that may wait. */
#define DIFF_MEMORY ((size_t)64 << 20)

struct diff_counts {
    uint64_t records[2]; /* of each run */
    uint64_t equal, differ;
    uint64_t alone[2];   /* which the other run does not have */
    char *examples[2][DIFF_EXAMPLES]; /* of these: where */
};

/* Goes through both files; what differs in records that both have is taken by the fields. */
void diff_match(struct record_file *const files[2], struct diff_fields *, struct diff_counts *);
void diff_counts_end(struct diff_counts *);

#endif
