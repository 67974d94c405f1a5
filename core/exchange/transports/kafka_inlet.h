/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks from Kafka, see kafka_link.h: what is not said to be safe comes again. */
#ifndef KAFKA_INLET_H
#define KAFKA_INLET_H

#include "exchange/transport.h"

extern const struct inlet_kind kafka_inlet;

#endif
