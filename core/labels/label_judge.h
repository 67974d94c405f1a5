/* SPDX-License-Identifier: Apache-2.0 */
/* Whether labels and records belong together, before anything is written. */
#ifndef LABEL_JUDGE_H
#define LABEL_JUDGE_H

#include "labels/labelling.h"

/* How many labels of a file meet a record when they are shifted by so many half hours. */
uint64_t label_matched(const struct labels *, const struct label_file *, int halves);

/* The shift in half hours by which most labels of a file would meet records, and more than so many
 * times as many as they stand; 0: there is none. */
int label_better_shift(const struct labels *, const struct label_file *, unsigned times);

/* Whether half of those labels of a file that are of the records' time meet records as they stand,
 * and there are some: then the others are of other times. */
bool label_meets_its_time(const struct labels *, const struct label_file *);

/* "+3 h", "+5:30 h". */
enum { LABEL_SHIFT_TEXT = 16 };
void label_shift_text(char to[LABEL_SHIFT_TEXT], int halves);

/* What is far more. */
enum { LABEL_FAR_MORE = 2 };

/* What speaks against it is said: STATUS_USAGE.  `as_they_stand`: neither shifts do, nor that no
 * label meets a record;  `strict`: a record that several labels are about does. */
enum status label_judge(const struct labelling *, bool as_they_stand, bool strict);

#endif
