/* SPDX-License-Identifier: Apache-2.0 */
/* How dissection takes a batch. */
#ifndef DISSECTION_H
#define DISSECTION_H

#include "dissect/dissect.h"
#include "shared/shared.h"

/* Dissects the packets of an order, until the room is full. */
struct answer do_dissection(const struct shared *, struct dissector *, const struct order *);

#endif
