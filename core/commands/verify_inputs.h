/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the captures that a run read are still the same. */
#ifndef VERIFY_INPUTS_H
#define VERIFY_INPUTS_H

#include "commands/verify_said.h"

/* Where a capture of a run lies, allocated: below the folder that is given, by as much of its path
 * as there is, or where it was.  NULL: it is not there. */
char *verify_find_input(const struct verify *, const char *path);

/* Each capture of which the run has a sum: whether it is the same.  What has moved is only told. */
void verify_inputs(struct verify *, const struct run_file *);

#endif
