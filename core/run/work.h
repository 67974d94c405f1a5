/* SPDX-License-Identifier: Apache-2.0 */
/* Where a run's processor time went, as --verbose tells: what one process does at a time, however
 * many workers there are, is how fast a run can be at most. */
#ifndef WORK_H
#define WORK_H

#include "run/supervisor.h"

#include <stdio.h>

/* supervisor: nanoseconds of its own, of all its threads but workers. */
void work_print(const struct supervisor *, uint64_t supervisor, FILE *to);

#endif
