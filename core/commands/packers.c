/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/packers.h"

#include "base/memory.h"
#include "base/wire.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

/* What is made of a block before it is handed on: most blocks become less, some very much. */
enum { PIECES = 4, MADE_MOST = 4 << 20 };

enum slot_state { SLOT_FREE, SLOT_GIVEN, SLOT_AT_WORK, SLOT_PACKED };

/* A block on its way. */
struct slot {
    enum slot_state state; /* under the lock; the rest is whose turn it is */
    void *whose;
    struct textbuf block;
    size_t from; /* what is before is packed */
    struct packer pieces[PIECES];
    size_t n_pieces;
    bool compressed; /* the last of them, as are all before */
};

struct packers {
    struct packers_plan plan;
    bool stopped; /* no more is wanted */
    pthread_mutex_t lock;
    pthread_cond_t given, packed;
    bool ending;
    struct slot *slots; /* a ring */
    uint64_t n_slots, oldest, next;
    pthread_t threads[PACKERS_MOST];
    unsigned n_threads;
};

static struct slot *
slot_at(const struct packers *p, uint64_t number)
{
    return &p->slots[number % p->n_slots];
}

static void
pack(const struct packers *p, struct slot *slot)
{
    const uint8_t *block = (const uint8_t *)slot->block.data;
    struct packer *piece;
    size_t made = 0;

    slot->n_pieces = 0;
    do {
        piece = &slot->pieces[slot->n_pieces++];
        slot->compressed =
            packer_pack(piece, p->plan.plan, block + slot->from, slot->block.used - slot->from);
        slot->from += piece->packed.taken;
        made += piece->made->used;
    } while (slot->compressed && !*piece->packed.damage && slot->from < slot->block.used &&
             slot->n_pieces < PIECES && made < MADE_MOST);
}

/* The oldest that nobody is at; NULL when there is none. */
static struct slot *
find_work(const struct packers *p)
{
    for (uint64_t number = p->oldest; number < p->next; number++)
        if (slot_at(p, number)->state == SLOT_GIVEN)
            return slot_at(p, number);
    return NULL;
}

/* With the lock, which others have meanwhile. */
static void
work(struct packers *p, struct slot *slot)
{
    slot->state = SLOT_AT_WORK;
    pthread_mutex_unlock(&p->lock);
    pack(p, slot);
    pthread_mutex_lock(&p->lock);
    slot->state = SLOT_PACKED;
    pthread_cond_signal(&p->packed);
}

static void *
thread(void *context)
{
    struct packers *p = context;

    pthread_mutex_lock(&p->lock);
    while (!p->ending) {
        struct slot *slot = find_work(p);

        if (slot)
            work(p, slot);
        else
            pthread_cond_wait(&p->given, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are for the thread that knows which files are not finished.  Where there can be no more
 * threads there are fewer. */
static void
start_threads(struct packers *p)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (p->n_threads + 1 < p->plan.workers && p->n_threads < PACKERS_MOST &&
           pthread_create(&p->threads[p->n_threads], NULL, thread, p) == 0)
        p->n_threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct packers *
packers_new(const struct packers_plan *plan)
{
    struct packers *p = need(1, sizeof *p);

    memory_keep();
    p->plan = *plan;
    p->n_slots = plan->workers > 1 ? 2 * (uint64_t)plan->workers : 1;
    p->slots = need(p->n_slots, sizeof *p->slots);
    for (uint64_t i = 0; i < p->n_slots; i++) {
        p->slots[i].block.fd = -1;
        for (size_t piece = 0; piece < PIECES; piece++)
            packer_init(&p->slots[i].pieces[piece]);
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->given, NULL);
    pthread_cond_init(&p->packed, NULL);
    return p;
}

void
packers_free(struct packers *p)
{
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->given);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
    for (uint64_t i = 0; i < p->n_slots; i++) {
        textbuf_free(&p->slots[i].block);
        for (size_t piece = 0; piece < PIECES; piece++)
            packer_free(&p->slots[i].pieces[piece]);
    }
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->given);
    pthread_cond_destroy(&p->packed);
    free(p->slots);
    free(p);
}

/* Packs others as long as the oldest is not packed. */
static void
wait_for(struct packers *p, const struct slot *oldest)
{
    pthread_mutex_lock(&p->lock);
    while (oldest->state != SLOT_PACKED) {
        struct slot *slot = find_work(p);

        if (slot)
            work(p, slot);
        else
            pthread_cond_wait(&p->packed, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
}

static void
put_pieces(struct packers *p, const struct slot *slot)
{
    for (size_t i = 0; i < slot->n_pieces && !p->stopped; i++) {
        bool made = i + 1 < slot->n_pieces || slot->compressed;

        p->stopped = !p->plan.put(slot->whose, made ? &slot->pieces[i] : NULL);
    }
}

/* Hands on what the oldest block became, or so much of it as is made at once. */
static void
hand_on(struct packers *p)
{
    struct slot *slot = slot_at(p, p->oldest);

    wait_for(p, slot);
    put_pieces(p, slot);
    pthread_mutex_lock(&p->lock);
    if (slot->from < slot->block.used && !p->stopped) {
        slot->state = SLOT_GIVEN;
        pthread_cond_signal(&p->given);
    } else {
        slot->state = SLOT_FREE;
        p->oldest++;
    }
    pthread_mutex_unlock(&p->lock);
}

/* The block is empty then, in memory that another one had. */
static void
give(struct packers *p, struct textbuf *block, void *whose)
{
    struct textbuf empty;
    struct slot *slot;

    while (p->next - p->oldest == p->n_slots && !p->stopped)
        hand_on(p);
    if (p->stopped || !block->used)
        return;
    if (p->next == 1) /* what becomes one block is packed here */
        start_threads(p);
    slot = slot_at(p, p->next);
    empty = slot->block;
    empty.used = 0;
    slot->block = *block;
    slot->whose = whose;
    slot->from = 0;
    *block = empty;
    pthread_mutex_lock(&p->lock);
    slot->state = SLOT_GIVEN;
    p->next++;
    pthread_cond_signal(&p->given);
    pthread_mutex_unlock(&p->lock);
}

bool
packers_add(struct packers *p, struct textbuf *block, void *whose, const uint8_t *record,
            size_t size)
{
    size_t whole = wire_varint_size(size) + size;
    uint8_t *at;

    if (block->used && block->used + whole > p->plan.plan->format->block_size)
        give(p, block, whose);
    if (p->stopped)
        return false;
    at = (uint8_t *)textbuf_space(block, WIRE_VARINT_MAX);
    block->used += (size_t)(wire_put_varint(at, size) - at);
    text_bytes(block, record, size);
    return true;
}

bool
packers_finish(struct packers *p, struct textbuf *block, void *whose)
{
    give(p, block, whose);
    while (p->oldest < p->next && !p->stopped)
        hand_on(p);
    return !p->stopped;
}
