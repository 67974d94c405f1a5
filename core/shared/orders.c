/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/orders.h"

#include "shared/shared.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Not the private kind: the word is in memory of several processes. */
static void
futex(_Atomic uint32_t *word, int operation, uint32_t value, const struct timespec *limit)
{
    syscall(SYS_futex, word, operation, value, limit, NULL, 0);
}

static void
ring(struct desk *desk)
{
    atomic_fetch_add(&desk->bell, 1);
    futex(&desk->bell, FUTEX_WAKE, INT_MAX, NULL);
}

/* Orders that are there are done even when the worker is to leave. */
bool
orders_next(const struct shared *s, uint32_t worker, uint32_t *at, struct order *order)
{
    struct desk *desk = (struct desk *)&s->desks[worker]; /* FUTEX_WAIT only reads it */

    for (;;) {
        uint32_t bell = atomic_load(&desk->bell);

        if (atomic_load(&desk->given) != *at) {
            *order = desk->orders[++*at % ORDERS_AT_ONCE];
            return true;
        }
        if (atomic_load(&s->stop))
            return false;
        futex(&desk->bell, FUTEX_WAIT, bell, NULL);
    }
}

void
orders_answer(const struct shared *s, uint32_t worker, uint32_t at, const struct answer *answer)
{
    struct mailbox *box = &s->replies->mailboxes[worker];

    box->answers[at % ORDERS_AT_ONCE] = *answer;
    atomic_store(&box->answered, at);
    atomic_fetch_add(&s->replies->answers, 1);
    if (atomic_load(&s->answers_awaited))
        futex(&s->replies->answers, FUTEX_WAKE, 1, NULL);
}

uint32_t
orders_give(struct shared *s, uint32_t worker, const struct order *order)
{
    struct desk *desk = &s->desks[worker];
    uint32_t number = atomic_load_explicit(&desk->given, memory_order_relaxed) + 1;

    desk->orders[number % ORDERS_AT_ONCE] = *order;
    atomic_store(&desk->given, number);
    ring(desk);
    return number;
}

const struct order *
orders_given(const struct shared *s, uint32_t worker, uint32_t number)
{
    return &s->desks[worker].orders[number % ORDERS_AT_ONCE];
}

bool
orders_take(const struct shared *s, uint32_t worker, uint32_t number, uint32_t n,
            struct answer *answer)
{
    const struct mailbox *box = &s->replies->mailboxes[worker];

    if (atomic_load(&box->answered) - number >= n)
        return false;
    *answer = box->answers[number % ORDERS_AT_ONCE];
    return true;
}

void
orders_begin(struct shared *s, uint32_t worker)
{
    struct desk *desk = &s->desks[worker];

    atomic_store(&desk->begin, atomic_load(&desk->given));
    atomic_store(&s->replies->mailboxes[worker].answered, atomic_load(&desk->given));
}

void
orders_stop(struct shared *s)
{
    atomic_store(&s->stop, 1);
    for (uint32_t i = 0; i < WORKERS_MAX; i++)
        ring(&s->desks[i]);
}

uint32_t
orders_answers(const struct shared *s)
{
    return atomic_load(&s->replies->answers);
}

void
orders_await(struct shared *s, uint32_t answers, uint32_t milliseconds)
{
    struct timespec limit = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

    atomic_store(&s->answers_awaited, 1);
    futex(&s->replies->answers, FUTEX_WAIT, answers, &limit); /* at once, if it is more by now */
    atomic_store(&s->answers_awaited, 0);
}

void
orders_wake(struct shared *s)
{
    atomic_fetch_add(&s->replies->answers, 1);
    futex(&s->replies->answers, FUTEX_WAKE, INT_MAX, NULL);
}
