/* SPDX-License-Identifier: Apache-2.0 */
/* The live line of a run, on standard error when that is a terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "run/supervisor.h"

#include <stdbool.h>

/* Whether there is to be one: not without a terminal, nor when quiet. */
void progress_setup(bool quiet);

/* Draws it anew in its place; nothing when there is to be none. */
void progress_draw(const struct supervisor *);

/* Takes it away, for something else to be said. */
void progress_wipe(void);

#endif
