/* SPDX-License-Identifier: Apache-2.0 */
/* A producer: messages to the broker, and what is reported of each.
 *
 * The client tries again by itself, and its numbers keep brokers from taking anything twice; when
 * it gives up, link.why says why, and all that is not safe is to be put again by another one, under
 * the same ids. */
#ifndef KAFKA_PRODUCER_H
#define KAFKA_PRODUCER_H

#include "exchange/transports/broker_puts.h"
#include "exchange/transports/kafka_link.h"

struct kafka_producer {
    struct broker_setup broker;
    struct kafka_link link;
    struct puts puts;
    uintptr_t messages; /* so many were put */
    /* Is told of each message that is safe, or of a block that is too long. */
    void (*settled)(void *owner, const void *message, enum put_state);
    void *owner;
};

/* False: `why`.  It is at the address where it was opened as long as it lasts. */
bool kafka_producer_open(struct kafka_producer *, const struct transport_setup *, char *why);
void kafka_producer_close(struct kafka_producer *);

/* Begins anew, and forgets what was put. */
void kafka_producer_start(struct kafka_producer *);

/* Connects, or takes what is reported, and waits for that so long at most. */
void kafka_producer_step(struct kafka_producer *, int wait_ms);

/* What the message that is put next is known by. */
const void *kafka_producer_next(const struct kafka_producer *);

/* Puts a message of put.size bytes, which are copied, and takes its headers; NULL: it has none. */
void kafka_producer_put(struct kafka_producer *, struct put put, const char *topic, const char *key,
                        const void *value, rd_kafka_headers_t *headers);

#endif
