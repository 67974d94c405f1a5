/* SPDX-License-Identifier: Apache-2.0 */
/* What reassembly has counted and which limits were reached, for run.json: see report.h. */
#ifndef REPORT_COUNTS_H
#define REPORT_COUNTS_H

#include "base/textbuf.h"
#include "run/counts.h"

/* Both members, each behind a comma. */
void report_counts(struct textbuf *, const struct supervisor *, const struct counts *);

#endif
