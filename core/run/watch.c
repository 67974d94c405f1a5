/* SPDX-License-Identifier: Apache-2.0 */
#include "run/watch.h"

#define COMPUTING_SECONDS 2.0 /* of a worker's own time without an advance */
#define ASLEEP_SECONDS 10.0   /* without one and without computing: stopped, or a deadlock */

/* How far the breadcrumbs say that it has come; they can say anything. */
static uint32_t
reached(const struct tasks *t, const struct order *o)
{
    const struct room *r;
    uint32_t current, done;

    if (o->block >= 0)
        return 0;
    r = &t->shared->batches[o->batch].rooms[o->stage];
    current = atomic_load(&r->current);
    done = atomic_load(&r->done);
    current = current < o->from || current >= o->upto ? o->from : current;
    done = done < o->from || done > o->upto ? o->from : done;
    return current > done ? current : done;
}

enum stall
watch_worker(struct watch *w, const struct tasks *t, uint32_t worker, double cpu, double now)
{
    const struct seat *seat = &t->seats[worker];
    const struct order *o = tasks_at(t, worker);
    uint32_t far = o ? reached(t, o) : 0;

    if (seat->mad)
        return STALL_MAD;
    if (!o || cpu < 0 || !w->is_at_order || w->order != seat->oldest || far > w->reached) {
        *w = (struct watch){ o && cpu >= 0, seat->oldest, far, cpu, now };
        return NO_STALL;
    }
    if (cpu - w->cpu > COMPUTING_SECONDS)
        return STALL_COMPUTING;
    return now - w->since > ASLEEP_SECONDS ? STALL_ASLEEP : NO_STALL;
}
