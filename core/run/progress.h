/* SPDX-License-Identifier: Apache-2.0 */
/* What people see of a run: a live line on a terminal, and a summary at the end. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "run/supervisor.h"

#include <stdio.h>

/* Draws the live line on standard error; NULL-like silence when it is no terminal or quiet. */
void progress_setup(bool quiet);
void progress_draw(const struct supervisor *);
void progress_wipe(void);

/* Records by type, packets by outcome, time and rate. */
void summary_print(struct supervisor *, FILE *to);

/* "1,234,567" and "12.3 MB" (decimal units), in buffer of NUMBER_TEXT bytes. */
#define NUMBER_TEXT 32
const char *text_count(uint64_t, char *buffer);
const char *text_size(double, char *buffer);

#endif
