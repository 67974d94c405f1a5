/* SPDX-License-Identifier: Apache-2.0 */
/* A folder sent to one destination: followed, resumed, and begun again whenever it breaks. */
#ifndef SENDING_H
#define SENDING_H

#include "exchange/outlet.h"
#include "exchange/sent_files.h"

struct sending {
    const char *folder;
    const char *to;           /* the destination, for people */
    const char *const *types; /* NULL: all */
    size_t n_types;
    double give_up; /* seconds without an acknowledgement of what is to be sent; 0: never */
    bool once;     /* what is there, and no more */
    bool deletes;  /* files that all destinations have acknowledged whole */
    int stop;      /* a pipe: it ends when the other end is closed; -1: there is none */
    struct outlet outlet;
    struct position *position; /* NULL: nothing is acknowledged */
};

/* INT or TERM once: what is there is sent, for SENDING_DRAIN_SECONDS; twice: the end. */
enum { SENDING_DRAIN_SECONDS = 10 };

/* Until that, or all is done; says what was lost or could not be sent. */
enum status sending_run(const struct sending *);

#endif
