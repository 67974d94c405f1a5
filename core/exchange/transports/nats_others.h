/* SPDX-License-Identifier: Apache-2.0 */
/* Whether somebody else fetches by the same consumer, so that each would get a part. */
#ifndef NATS_OTHERS_H
#define NATS_OTHERS_H

#include "exchange/transports/nats_link.h"

struct nats_others {
    const char *consumer;
    int64_t look_at; /* when the next look is due, broker_now() */
};

/* Before anything is fetched, which takes a moment; true: `why`. */
bool nats_others_are_there(struct nats_others *, const struct nats_link *, char *why);

/* Now and then, while at most so many requests of this one's own wait at the server. */
bool nats_others_have_come(struct nats_others *, const struct nats_link *, int64_t own, char *why);

#endif
