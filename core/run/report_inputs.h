/* SPDX-License-Identifier: Apache-2.0 */
/* The files that were read, as run.json has them. */
#ifndef REPORT_INPUTS_H
#define REPORT_INPUTS_H

#include "base/textbuf.h"
#include "run/supervisor.h"

/* Whether it was "interrupted", and the list of "inputs". */
void report_inputs(struct textbuf *, const struct supervisor *);

/* One of them: the same text as long as the file is the same. */
void report_input(struct textbuf *, const struct input *);

#endif
