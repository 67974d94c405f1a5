/* SPDX-License-Identifier: Apache-2.0 */
/* One process for each destination, so that none waits for another. */
#ifndef SEND_EACH_H
#define SEND_EACH_H

#include "base/say.h"
#include "exchange/peer_options.h"

struct send_each {
    const char *folder;
    const char *const *to; /* URLs, or - for standard output */
    size_t n_to;
    const char *const *types;
    size_t n_types; /* 0: all */
    const char *sensor; /* NULL: not said */
    const struct peer_options *peer;
    double give_up; /* seconds; see struct sending */
    bool once, deletes;
    bool checks; /* nothing is sent: it is only opened, without the folder */
};

/* The worst of what they end with. */
enum status send_each(const struct send_each *);

#endif
