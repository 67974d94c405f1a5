/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks to a NATS server, see nats_link.h; safe is what JetStream has acknowledged. */
#ifndef NATS_OUTLET_H
#define NATS_OUTLET_H

#include "exchange/transport.h"

extern const struct outlet_kind nats_outlet;

#endif
