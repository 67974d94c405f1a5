/* SPDX-License-Identifier: Apache-2.0 */
/* Which captures of a set are to be run, after what earlier commands have left. */
#ifndef PLAN_H
#define PLAN_H

#include "each/tell.h"

/* Fills the set's list from the captures; says which are not run and why. */
void plan_make(struct set *, const struct captures *, struct kept *);
void plan_free(struct set *);

/* How many of them go on side by side, each with how many workers. */
void plan_lanes(struct set *);

#endif
