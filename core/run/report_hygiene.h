/* SPDX-License-Identifier: Apache-2.0 */
/* How clean the capture is, for run.json: see report.h. */
#ifndef REPORT_HYGIENE_H
#define REPORT_HYGIENE_H

#include "base/textbuf.h"
#include "run/counts.h"

/* The member hygiene, behind a comma. */
void report_hygiene(struct textbuf *, const struct supervisor *, const struct counts *);

#endif
