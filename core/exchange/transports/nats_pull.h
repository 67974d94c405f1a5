/* SPDX-License-Identifier: Apache-2.0 */
/* What a durable consumer gives of the stream.
 *
 * The library's own natsSubscription_Fetch (3.4) writes beyond the end of its list when messages of
 * one request come after it has returned and has been called again. */
#ifndef NATS_PULL_H
#define NATS_PULL_H

#include "exchange/transports/nats_link.h"

enum { NATS_ACK_WAIT_SECONDS = 10 };

struct nats_pull {
    natsConnection *connection;
    const char *consumer;
    char inbox[NATS_INBOX_MOST];
    natsSubscription *replies; /* NULL: it has not begun */
    int64_t asked; /* messages that were asked for, and neither came nor were refused */
    int64_t until; /* broker_now(): by then all of them have come or were refused */
};

/* Finds the consumer, or makes it; false: `why`. */
bool nats_pull_begin(struct nats_pull *, const struct nats_link *, const char *consumer, char *why);
void nats_pull_end(struct nats_pull *); /* the consumer stays at the server */

/* How many requests of its own may wait at the server. */
int64_t nats_pull_waits(const struct nats_pull *);

/* The next message, to be destroyed, waited for at most so long; NULL: there is none now, or, with
 * a `why`, there will be none. */
natsMsg *nats_pull_next(struct nats_pull *, int wait_ms, char *why);

/* It is not to come again; what is not acknowledged does, after NATS_ACK_WAIT_SECONDS. */
void nats_pull_done(const struct nats_pull *, natsMsg *);

#endif
