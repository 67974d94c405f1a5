/* SPDX-License-Identifier: Apache-2.0 */
/* Which label a record has.
 *
 * Of several the one of the file that was named first wins; of one file's that of the lower rank
 * (severity 1 is the worst), then the narrower join, then the earlier begin, then the earlier
 * line. */
#ifndef LABEL_MATCH_H
#define LABEL_MATCH_H

#include "labels/record_ends.h"

struct label_found {
    const struct label *label; /* NULL: none */
    bool several;              /* others say something else */
    bool undecided;            /* none, and the record does not say what some ask about */
};

/* That of a record. */
struct label_found label_find(const struct labels *, const struct ends *);

/* Whether the record says all that any label asks about; `ports`: its type has some. */
bool label_can_tell(const struct labels *, const struct ends *, bool ports);

/* Notes in the labels by how many half hours they could be shifted to meet the record, at most so
 * many in each direction, and 0 among them; how many were looked at. */
uint64_t label_note_shifts(struct labels *, const struct ends *, int halves);

/* To be called once all records were looked at, which are of the time from the one to the other. */
void labels_note_met(struct labels *, int64_t first, int64_t last);

#endif
