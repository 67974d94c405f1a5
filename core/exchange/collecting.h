/* SPDX-License-Identifier: Apache-2.0 */
/* All senders that are connected, served by one process: none can do anything to another. */
#ifndef COLLECTING_H
#define COLLECTING_H

#include "exchange/collect_peer.h"

struct collecting {
    struct store *store;
    const struct stream_kind *kind;
    void *transport;
    int listener;
    size_t most; /* connections */
};

/* Until INT or TERM; HUP turns all sets. */
enum status collecting_run(const struct collecting *);

#endif
