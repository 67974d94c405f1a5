/* SPDX-License-Identifier: Apache-2.0 */
/* Whether labels and records belong together, before anything is written. */
#ifndef LABEL_JUDGE_H
#define LABEL_JUDGE_H

#include "labels/labelling.h"

/* How many labels of a file meet a record when they are shifted by so many hours. */
uint64_t label_matched(const struct labels *, const struct label_file *, int hours);

/* The shift by which most labels of a file would meet records, and more than so many times as many
 * as they stand; 0: there is none. */
int label_better_shift(const struct labels *, const struct label_file *, unsigned times);

/* What is far more. */
enum { LABEL_FAR_MORE = 2 };

/* What speaks against it is said: STATUS_USAGE.  `as_they_stand`: shifts do not;  `strict`: a
 * record that several labels are about does. */
enum status label_judge(const struct labelling *, bool as_they_stand, bool strict);

#endif
