/* SPDX-License-Identifier: Apache-2.0 */
/* What was published and is not known to be safe, see broker_puts.h.
 *
 * The library acknowledges in threads of its own and knows no end of waiting: what it says is noted
 * here behind a lock, and a server that acknowledges nothing for PUTS_SECONDS is taken for broken.
 */
#ifndef NATS_PUTS_H
#define NATS_PUTS_H

#include "exchange/transports/broker_puts.h"

#include <nats/nats.h>
#include <pthread.h>

struct nats_puts {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct puts puts;
    bool any_acked;
    char why[TRANSPORT_WHY]; /* what went wrong first; "": nothing */
};

void nats_puts_begin(struct nats_puts *);
void nats_puts_end(struct nats_puts *);

/* All are forgotten. */
void nats_puts_forget(struct nats_puts *);

/* Notes what is about to be published. */
void nats_puts_add(struct nats_puts *, struct put);
bool nats_puts_have_space(struct nats_puts *);

/* Given to the library, with the puts as its closure. */
void nats_puts_take_ack(jsCtx *, natsMsg *, jsPubAck *, jsPubAckErr *, void *puts);

/* Waits until something was acknowledged since the last time, but so long at most; false: something
 * went wrong, `why`. */
bool nats_puts_wait(struct nats_puts *, int wait_ms, char *why);

/* As those of broker_puts.h. */
bool nats_puts_next(struct nats_puts *, struct outlet_event *);
bool nats_puts_have(struct nats_puts *, unsigned slot);

#endif
