/* SPDX-License-Identifier: Apache-2.0 */
/* What of a run's run.json is still true of its records once they are anonymized. */
#ifndef STILL_TRUE_H
#define STILL_TRUE_H

#include "base/json_tree.h"
#include "base/textbuf.h"

/* How the capture was read, in figures: members that runs write, each behind a comma.  What no run
 * writes may say anything, and is left out. */
void still_true(struct textbuf *, const struct json *run);

#endif
