/* SPDX-License-Identifier: Apache-2.0 */
/* What sends a folder to one destination, for the files that it is made of. */
#ifndef SENDER_H
#define SENDER_H

#include "exchange/sending.h"

struct sender {
    const struct sending *is;
    struct sent_files files;
    struct block_work *work;
    struct sent_file *slots[SLOTS_MOST];
    int noted_in;         /* what is noted for who asks how it goes; -1: nothing is */
    double noted;         /* when it was */
    int64_t acknowledged; /* when something was, in seconds since 1970; 0: not yet */
    bool owed;    /* the destination is to acknowledge something, */
    double moved; /* and did last then, or began to be */
    double looked, retry_at, retry_after, drain_until;
    bool started, ready;
    bool failed; /* and it was said */
    bool over;   /* the destination has gone for good, as the reader of a pipe does */
    bool given_up;
    bool busy;   /* there is more to do at once */
    uint64_t damaged, too_long;
    uint64_t missing; /* times that a destination lacks what it had, and it is here no more */
    size_t unknown;   /* destinations of which it was said that nobody can tell what they have */
    char said[TRANSPORT_WHY], remark[TRANSPORT_WHY];
};

#endif
