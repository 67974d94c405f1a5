/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted over time, as JSON. */
#ifndef TIMES_JSON_H
#define TIMES_JSON_H

#include "report/figures.h"

/* The members "time", "traffic" and "types". */
void times_json(struct textbuf *, struct figures *);

#endif
