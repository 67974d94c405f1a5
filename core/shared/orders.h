/* SPDX-License-Identifier: Apache-2.0 */
/* How orders come to workers, and answers back.
 *
 * A worker reads its orders at its desk, which the supervisor alone can write to, does them in
 * their order, and leaves its answers in its mailbox.  An order's number says where it stands and
 * which answer belongs to it; there are at most ORDERS_AT_ONCE without an answer, so that a worker
 * need not sleep from one to the next. */
#ifndef ORDERS_H
#define ORDERS_H

#include "shared/order.h"

#include <stdatomic.h>

enum { ORDERS_AT_ONCE = 2 };

struct shared;

struct desk {
    _Alignas(64) _Atomic uint32_t bell; /* futex: rung with every order, and to leave */
    _Atomic uint32_t given;             /* number of the last order */
    _Atomic uint32_t begin;             /* that of the last one before the worker at this desk */
    struct order orders[ORDERS_AT_ONCE];
};

struct mailbox {
    _Alignas(4096) _Atomic uint32_t answered; /* number of the last order that is done */
    struct answer answers[ORDERS_AT_ONCE];
};

/* The worker's side: the order behind number *at, once there is one; false when it is to leave. */
bool orders_next(const struct shared *, uint32_t worker, uint32_t *at, struct order *);
void orders_answer(const struct shared *, uint32_t worker, uint32_t at, const struct answer *);

/* The supervisor's side: one more order, of which its number comes back. */
uint32_t orders_give(struct shared *, uint32_t worker, const struct order *);

/* The order of this number, which was not answered yet. */
const struct order *orders_given(const struct shared *, uint32_t worker, uint32_t number);

/* Whether the worker has answered the order of this number, the oldest without an answer of so
 * many, and what. */
bool orders_take(const struct shared *, uint32_t worker, uint32_t number, uint32_t n,
                 struct answer *);

/* A new worker comes to the desk: no order that was given so far is for it. */
void orders_begin(struct shared *, uint32_t worker);

/* Tells all workers to leave. */
void orders_stop(struct shared *);

/* How often workers have answered; sleeps until it is more often than this, or some time has gone
 * by; and ends such a sleep. */
uint32_t orders_answers(const struct shared *);
void orders_await(struct shared *, uint32_t answers, uint32_t milliseconds);
void orders_wake(struct shared *);

#endif
