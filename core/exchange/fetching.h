/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks fetched from a broker: written, synchronised, and only then said to be safe. */
#ifndef FETCHING_H
#define FETCHING_H

#include "exchange/store_file.h"

struct fetching {
    struct store *store;
    const struct inlet_kind *kind;
    void *inlet;
    const char *url; /* for people */
};

/* Until INT or TERM; HUP turns all sets. */
enum status fetching_run(const struct fetching *);

#endif
