/* SPDX-License-Identifier: Apache-2.0 */
/* What was given to a broker's client and is not known to be safe, in the order in which it was
 * put. */
#ifndef BROKER_PUTS_H
#define BROKER_PUTS_H

#include "exchange/transport.h"

enum {
    PUTS_BLOCKS = 64,
    PUTS_MOST = PUTS_BLOCKS + 2 * SLOTS_MOST, /* and two messages about each slot's file */
    PUTS_BYTES = 16 << 20,
    PUTS_SECONDS = 20, /* within which some acknowledgement comes from a broker that works */
};

enum put_state { PUT_WAITS, PUT_SAFE, PUT_TOO_LONG };

struct put {
    unsigned slot;
    bool untold; /* it is about a file, and no event tells of it */
    enum put_state state;
    uint64_t end; /* of the block, in its file's messages */
    size_t size;
    const void *message; /* to know it again */
};

struct puts {
    struct put list[PUTS_MOST];
    size_t n, bytes;
    int64_t heard; /* seconds: when something was acknowledged, or began to wait */
};

void puts_forget(struct puts *);
void puts_add(struct puts *, struct put);
bool puts_have_space(const struct puts *);

/* It is PUT_SAFE or PUT_TOO_LONG; PUT_WAITS: nobody will say any more what became of it. */
void puts_settle(struct puts *, const void *message, enum put_state);

/* Whether none was acknowledged for longer than PUTS_SECONDS. */
bool puts_are_stuck(const struct puts *);

/* Takes out what is the first of its slot and need not be waited for any more; false: there is
 * none. */
bool puts_next(struct puts *, struct outlet_event *);
bool puts_have(const struct puts *, unsigned slot);

#endif
