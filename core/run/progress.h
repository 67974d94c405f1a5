/* SPDX-License-Identifier: Apache-2.0 */
/* What the live line of a run says. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "run/supervisor.h"

/* Draws it anew in its place; nothing when there is to be none. */
void progress_draw(const struct supervisor *);

#endif
