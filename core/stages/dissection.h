/* SPDX-License-Identifier: Apache-2.0 */
/* How dissection takes a batch. */
#ifndef DISSECTION_H
#define DISSECTION_H

#include "dissect/dissect.h"
#include "shared/shared.h"

/* Dissects the packets that are left, until the room is full. */
void do_dissection(const struct shared *, struct dissector *, struct batch *);

#endif
