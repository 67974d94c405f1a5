/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks from a NATS server, see nats_link.h: what is not said to be safe comes again. */
#ifndef NATS_INLET_H
#define NATS_INLET_H

#include "exchange/transport.h"

extern const struct inlet_kind nats_inlet;

#endif
