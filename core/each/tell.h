/* SPDX-License-Identifier: Apache-2.0 */
/* What people are told of a set: how far it is, and what it came to. */
#ifndef TELL_H
#define TELL_H

#include "each/set.h"

#include <stdio.h>

/* What is not in the set. */
struct kept {
    size_t refused; /* their records are of another capture */
    bool missed;    /* there are files that cannot be read */
};

/* Draws the live line anew. */
void tell_progress(const struct set *, double seconds);

/* What it came to in so many seconds; and the exit status that stands for all. */
void tell_summary(const struct set *, const struct kept *, double seconds, FILE *to);
int tell_status(const struct set *, const struct kept *);

#endif
