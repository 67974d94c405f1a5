/* SPDX-License-Identifier: Apache-2.0 */
/* What was published and is not known to be safe, in the order in which it was put.
 *
 * The library acknowledges in threads of its own and knows no end of waiting: what it says is noted
 * here behind a lock, and a server that acknowledges nothing for NATS_ACK_SECONDS is taken for
 * broken. */
#ifndef NATS_PUTS_H
#define NATS_PUTS_H

#include "exchange/transport.h"

#include <nats/nats.h>
#include <pthread.h>
#include <time.h>

enum {
    NATS_BLOCKS_MOST = 64,
    NATS_PUTS_MOST = NATS_BLOCKS_MOST + 2 * SLOTS_MOST, /* and a header and an end for each slot */
    NATS_WINDOW_BYTES = 16 << 20,
    NATS_ACK_SECONDS = 20,
};

enum nats_put_state { PUT_WAITS, PUT_SAFE, PUT_TOO_LONG };

struct nats_put {
    unsigned slot;
    bool untold; /* a file's header or end, of which no event tells */
    enum nats_put_state state;
    uint64_t end; /* of the block, in its file's messages */
    size_t size;
    const natsMsg *message; /* to know it again; it is the library's */
};

struct nats_puts {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct nats_put list[NATS_PUTS_MOST];
    size_t n, bytes;
    time_t heard; /* when something was acknowledged, or began to wait */
    bool any_acked;
    char why[TRANSPORT_WHY]; /* what went wrong first; "": nothing */
};

void nats_puts_begin(struct nats_puts *);
void nats_puts_end(struct nats_puts *);

/* All are forgotten. */
void nats_puts_forget(struct nats_puts *);

/* Notes what is about to be published. */
void nats_puts_add(struct nats_puts *, struct nats_put);
bool nats_puts_have_space(struct nats_puts *);

/* Given to the library, with the puts as its closure. */
void nats_puts_take_ack(jsCtx *, natsMsg *, jsPubAck *, jsPubAckErr *, void *puts);

/* Waits until something was acknowledged since the last time, but so long at most; false: something
 * went wrong, `why`. */
bool nats_puts_wait(struct nats_puts *, int wait_ms, char *why);

/* Takes out what is the first of its slot and need not be waited for any more; false: there is
 * none. */
bool nats_puts_next(struct nats_puts *, struct outlet_event *);
bool nats_puts_have(struct nats_puts *, unsigned slot);

#endif
