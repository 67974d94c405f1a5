/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/tasks_order.h"

/* Blocks come first: they free memory, and output flows. */
static bool
order_block(struct tasks *t, struct order *o)
{
    const int upto = (int)atomic_load(&t->blocks_upto);

    for (int i = 0; i < upto; i++) {
        _Atomic uint32_t *state = &t->blocks[i].state;

        if (atomic_load_explicit(state, memory_order_acquire) == TASK_READY) {
            atomic_store_explicit(state, TASK_TAKEN, memory_order_relaxed);
            *o = (struct order){ .block = i,
                                 .from = t->blocks[i].from,
                                 .upto = t->shared->blocks[i].size };
            return true;
        }
    }
    return false;
}

/* How a stage stands with a batch, see tasks.h. */
enum standing { AT_WORK, CAN_GO_ON, WAITS, STOPPED, COMPLETE };

static enum standing
standing(const struct room_task *r, bool fed)
{
    switch (r->state) {
    case TASK_READY: return fed ? CAN_GO_ON : WAITS;
    case TASK_DONE: return r->full ? STOPPED : COMPLETE;
    default: return AT_WORK;
    }
}

/* Dissection always is. */
static bool
is_fed(const struct tasks *t, const struct batch *b, uint32_t stage)
{
    uint32_t before = stage_before(stage);

    if (stage == STAGE_DISSECT)
        return true;
    switch (standing(tasks_room(t, b, before), is_fed(t, b, before))) {
    case COMPLETE: return true;
    case WAITS:
    case STOPPED:
        return !b->flush && tasks_room(t, b, stage)->done < tasks_room(t, b, before)->done;
    default: return false;
    }
}

bool
tasks_rest(const struct tasks *t, const struct batch *b)
{
    for (uint32_t stage = 0; stage < t->shared->n_stages; stage++)
        if (standing(tasks_room(t, b, stage), is_fed(t, b, stage)) < WAITS)
            return false;
    return true;
}

/* What a stage does of a batch: all that the stage before has done. */
static struct order
order_of(struct tasks *t, const struct batch *b, uint32_t stage)
{
    const struct room_task *r = tasks_room(t, b, stage);
    const struct room_task *before = tasks_room(t, b, stage_before(stage));
    struct order o = { .block = -1,
                       .batch = (uint32_t)(b - t->shared->batches),
                       .stage = stage,
                       .from = r->done,
                       .upto = stage == STAGE_DISSECT ? b->n_packets : before->done,
                       .more_before = before->more,
                       .mend = t->mends[stage] };

    if (b->flush)
        o.upto = FLUSH_END;
    else if (o.upto > b->n_packets)
        o.upto = b->n_packets;
    return o;
}

/* The batch each stage is at; those behind first, as they set batches free. */
static struct batch *
find_stage(const struct tasks *t, uint32_t *stage)
{
    for (*stage = t->shared->n_stages; --*stage >= STAGE_DEFRAG;) {
        struct batch *b = &t->shared->batches[t->next[*stage] % t->shared->n_batches];

        if (tasks_room(t, b, *stage)->state == TASK_READY && b->number == t->next[*stage] &&
            is_fed(t, b, *stage))
            return b;
    }
    return NULL;
}

static struct batch *
find_oldest(const struct tasks *t)
{
    struct batch *oldest = NULL;

    for (uint32_t i = 0; i < t->shared->n_batches; i++) {
        struct batch *b = &t->shared->batches[i];

        if (tasks_room(t, b, STAGE_DISSECT)->state == TASK_READY &&
            (!oldest || b->number < oldest->number))
            oldest = b;
    }
    return oldest;
}

bool
tasks_order(struct tasks *t, struct order *o)
{
    uint32_t stage;
    struct batch *b;

    if (order_block(t, o))
        return true;
    b = find_stage(t, &stage);
    if (!b) {
        stage = STAGE_DISSECT;
        b = find_oldest(t);
    }
    if (!b)
        return false;
    *o = order_of(t, b, stage);
    tasks_room(t, b, stage)->state = TASK_TAKEN;
    return true;
}
