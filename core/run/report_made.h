/* SPDX-License-Identifier: Apache-2.0 */
/* What a run is made of, for run.json: its captures, its options, its plugins; see report.h. */
#ifndef REPORT_MADE_H
#define REPORT_MADE_H

#include "run/counts.h"
#include "run/report.h"

/* The members interrupted, inputs, options and plugins, each behind a comma. */
void report_made(struct textbuf *, const struct report *, const struct supervisor *,
                 const struct counts *);

/* How a file begins among the inputs: the same text as long as the file is the same. */
void report_input(struct textbuf *, const struct input *);

#endif
