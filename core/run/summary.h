/* SPDX-License-Identifier: Apache-2.0 */
/* What people are told of a run when it ends, and whenever they ask. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "run/supervisor.h"

#include <stdio.h>

/* Records by type, packets by outcome, what reassembly met, time and rate. */
void summary_print(struct supervisor *, FILE *to);

#endif
