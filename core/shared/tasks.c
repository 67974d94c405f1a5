/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/tasks.h"

#include "shared/tasks_order.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BLOCK_DEATHS_MAX = 3 };

struct tasks *
tasks_create(struct shared *s)
{
    struct tasks *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->shared = s;
    t->at_once = ORDERS_AT_ONCE;
    t->rooms = calloc(s->n_batches, sizeof *t->rooms);
    t->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!t->rooms || t->event < 0 || pthread_mutex_init(&t->lock, NULL)) {
        free(t->rooms);
        free(t);
        return NULL;
    }
    return t;
}

void
tasks_destroy(struct tasks *t)
{
    if (!t)
        return;
    pthread_mutex_destroy(&t->lock);
    close(t->event);
    free(t->rooms);
    free(t);
}

static bool
is_complete(const struct batch *b, const struct room_task *r)
{
    return !r->full && (b->flush || r->done >= b->n_packets);
}

/* A stage that keeps state goes on to the next batch, or waits for more of this one. */
static void
hand_on(struct tasks *t, const struct order *o)
{
    struct batch *b = &t->shared->batches[o->batch];
    struct room_task *r = tasks_room(t, b, o->stage);
    bool complete = is_complete(b, r);

    if (complete && o->stage != STAGE_DISSECT)
        t->next[o->stage] = b->number + 1;
    r->state = r->full || complete ? TASK_DONE : TASK_READY;
}

/* A worker does something of each order: another, or nothing, is an answer without sense. */
static bool
makes_sense(const struct order *o, const struct answer *a, const struct room_task *r)
{
    if (a->done < o->from || a->done > o->upto)
        return false;
    if (a->full && a->done == r->emptied && o->from < o->upto)
        return false;
    return a->done > o->from || o->from == o->upto || a->full;
}

static bool
take_room(struct tasks *t, const struct order *o, const struct answer *a)
{
    struct batch *b = &t->shared->batches[o->batch];
    struct room_task *r = tasks_room(t, b, o->stage);

    if (!makes_sense(o, a, r))
        return false;
    t->passed[o->stage] += a->done - r->done;
    r->done = a->done;
    r->full = a->full && a->done < o->upto && !b->flush;
    r->more = a->more && b->flush;
    t->mends[o->stage].is_needed = false;
    hand_on(t, o);
    return true;
}

static bool
take_block(struct tasks *t, const struct order *o, const struct answer *a)
{
    struct block_task *b = &t->blocks[o->block];
    uint32_t space = t->shared->blocks[o->block].packed_size;

    if (a->size > space || a->note_size > space - a->size || a->done < o->from ||
        a->done > o->upto || (a->done == o->from && a->done < o->upto && a->size))
        return false;
    b->packed = a->size || a->damaged;
    b->answer = *a;
    atomic_store_explicit(&b->state, TASK_DONE, memory_order_release);
    return true;
}

/* Whether the supervisor, if it waits, is to look at what an order has brought. */
static bool
is_for_supervisor(const struct tasks *t, const struct order *o)
{
    return o->block >= 0 || tasks_rest(t, &t->shared->batches[o->batch]);
}

static void
tell_supervisor(const struct tasks *t)
{
    uint64_t one = 1;

    if (t->supervisor_waits && write(t->event, &one, sizeof one) < 0)
        return; /* the counter is full: it is awake already */
}

/* The answers that a worker has given by now. */
static void
take_answers(struct tasks *t, uint32_t worker)
{
    struct seat *seat = &t->seats[worker];
    struct answer a;

    while (seat->n && !seat->mad && orders_take(t->shared, worker, seat->oldest, seat->n, &a)) {
        const struct order *o = orders_given(t->shared, worker, seat->oldest);

        if (o->block >= 0 ? !take_block(t, o, &a) : !take_room(t, o, &a)) {
            seat->mad = true;
            tell_supervisor(t);
            return;
        }
        *(o->block >= 0 ? &t->cpu_packing : &t->cpu[o->stage]) += a.cpu;
        seat->oldest++;
        seat->n--;
        if (is_for_supervisor(t, o))
            tell_supervisor(t);
    }
}

/* One more order for each worker that has so many in hands; whether there was a worker, but
 * nothing to be done. */
static bool
give_orders(struct tasks *t, uint32_t in_hands)
{
    struct order o;

    for (uint32_t worker = 0; worker < WORKERS_MAX; worker++) {
        struct seat *seat = &t->seats[worker];

        if (!seat->taken || seat->mad || seat->n != in_hands)
            continue;
        if (!tasks_order(t, &o))
            return true;
        seat->oldest = orders_give(t->shared, worker, &o) - seat->n;
        seat->n++;
    }
    return false;
}

void
tasks_go_on(struct tasks *t)
{
    pthread_mutex_lock(&t->lock);
    for (uint32_t worker = 0; worker < WORKERS_MAX; worker++)
        take_answers(t, worker);
    for (uint32_t in_hands = 0; in_hands < t->at_once && !give_orders(t, in_hands); in_hands++)
        ; /* those that have none first */
    pthread_mutex_unlock(&t->lock);
}

static void
reset_room(struct tasks *t, struct batch *b, uint32_t stage, uint32_t done)
{
    struct room *r = &b->rooms[stage];

    if (stage == STAGE_DEFRAG)
        b->n_late = b->joined_used = 0;
    room_clear(r);
    atomic_store(&r->current, UINT32_MAX); /* none is begun */
    atomic_store(&r->done, done);
    *tasks_room(t, b, stage) = (struct room_task){ TASK_READY, done, done, false, false };
}

void
tasks_give_batch(struct tasks *t, struct batch *b, uint64_t number)
{
    b->number = number;
    for (uint32_t stage = 0; stage < t->shared->n_stages; stage++)
        reset_room(t, b, stage, 0);
    b->before.packet = 0;
    batch_forget_names(b);
    if (b->flush)
        tasks_room(t, b, STAGE_DISSECT)->state = TASK_DONE;
}

void
tasks_give_room(struct tasks *t, struct batch *b, uint32_t stage)
{
    reset_room(t, b, stage, tasks_room(t, b, stage)->done);
}

void
tasks_give_block(struct tasks *t, int block, uint32_t from)
{
    t->blocks[block].deaths = 0;
    t->blocks[block].from = from;
    if ((uint32_t)block >= atomic_load(&t->blocks_upto))
        atomic_store(&t->blocks_upto, (uint32_t)block + 1);
    atomic_store_explicit(&t->blocks[block].state, TASK_READY, memory_order_release);
    tasks_go_on(t);
}

uint32_t
tasks_done(const struct tasks *t, const struct batch *b)
{
    uint32_t least = b->n_packets;

    for (uint32_t stage = 0; stage < t->shared->n_stages; stage++) {
        uint32_t done = tasks_room(t, b, stage)->done;

        least = done < least ? done : least;
    }
    return least;
}

void
tasks_forget(struct tasks *t, const struct batch *b)
{
    for (uint32_t stage = 0; stage < t->shared->n_stages; stage++)
        tasks_room(t, b, stage)->state = TASK_IDLE;
}

void
tasks_seat(struct tasks *t, uint32_t worker)
{
    t->seats[worker] = (struct seat){ .taken = true };
}

const struct order *
tasks_at(const struct tasks *t, uint32_t worker)
{
    const struct seat *seat = &t->seats[worker];

    return seat->n ? orders_given(t->shared, worker, seat->oldest) : NULL;
}

/* It was ordered, but nobody has begun it. */
static void
take_order_back(struct tasks *t, const struct order *o)
{
    if (o->block >= 0)
        atomic_store(&t->blocks[o->block].state, TASK_READY);
    else
        tasks_room(t, &t->shared->batches[o->batch], o->stage)->state = TASK_READY;
}

bool
tasks_unseat(struct tasks *t, uint32_t worker, struct order *at)
{
    struct seat *seat = &t->seats[worker];
    bool was_at_one;

    take_answers(t, worker);
    was_at_one = seat->n > 0;
    if (was_at_one)
        *at = *orders_given(t->shared, worker, seat->oldest);
    for (uint32_t i = 1; i < seat->n; i++)
        take_order_back(t, orders_given(t->shared, worker, seat->oldest + i));
    *seat = (struct seat){ .taken = false };
    orders_begin(t->shared, worker);
    return was_at_one;
}

void
tasks_redo_block(struct tasks *t, int block)
{
    struct block_task *b = &t->blocks[block];

    b->packed = false;
    if (++b->deaths < BLOCK_DEATHS_MAX)
        atomic_store(&b->state, TASK_READY);
    else
        atomic_store(&b->state, TASK_DONE); /* the supervisor does it itself */
}

void
tasks_redo_room(struct tasks *t, const struct order *o, uint32_t done, bool ends)
{
    struct batch *b = &t->shared->batches[o->batch];
    struct room_task *r = tasks_room(t, b, o->stage);

    t->passed[o->stage] += done - r->done;
    r->done = done;
    if (ends)
        hand_on(t, o);
    else
        r->state = TASK_READY;
}
