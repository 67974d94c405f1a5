/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks to Kafka, see kafka_link.h; safe is what all replicas in sync have. */
#ifndef KAFKA_OUTLET_H
#define KAFKA_OUTLET_H

#include "exchange/transport.h"

extern const struct outlet_kind kafka_outlet;

#endif
