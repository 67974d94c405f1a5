/* SPDX-License-Identifier: Apache-2.0 */
#include "flows_model.h"

static uint64_t
when(struct nc_time time)
{
    return (uint64_t)time.seconds * 1000000000 + time.nanoseconds;
}

static uint32_t
model_over(const struct model *m, const struct model_flow *f)
{
    uint64_t idle = m->limits.idle_timeout * 1000000000, wait = f->closing ? CLOSED_WAIT : idle;
    uint64_t active = m->limits.active_timeout * 1000000000;

    if (wait && m->clock - f->latest > wait)
        return f->closing ? f->closing : NC_END_IDLE;
    if (active && m->clock - f->began > active)
        return f->closing ? f->closing : NC_END_ACTIVE;
    return NC_END_NONE;
}

static uint64_t
model_due(const struct model *m, const struct model_flow *f)
{
    if (f->closing)
        return f->latest + CLOSED_WAIT;
    return m->limits.idle_timeout ? f->latest + m->limits.idle_timeout * 1000000000 : UINT64_MAX;
}

/* Whether a is ended before b: sooner due, of equals the closed one, of equals again the one that
 * was touched first. */
static bool
model_before(const struct model *m, const struct model_flow *a, const struct model_flow *b)
{
    uint64_t due_a = model_due(m, a), due_b = model_due(m, b);

    if (due_a != due_b)
        return due_a < due_b;
    if (!a->closing != !b->closing)
        return a->closing != 0;
    return a->touched < b->touched;
}

static size_t
model_first(const struct model *m)
{
    size_t first = 0;

    for (size_t i = 1; i < m->n; i++)
        if (model_before(m, &m->flows[i], &m->flows[first]))
            first = i;
    return first;
}

/* Of those that ended, the one whose tick is first, of equals the one that began first. */
static void
model_write(struct model *m)
{
    size_t first = 0;

    for (size_t i = 1; i < m->n_waiting; i++) {
        const struct model_flow *w = &m->waiting[i], *f = &m->waiting[first];

        if (w->tick < f->tick || (w->tick == f->tick && w->number < f->number))
            first = i;
    }
    m->log[m->n_log++] = m->waiting[first].is;
    m->waiting[first] = m->waiting[--m->n_waiting];
}

static void
model_end(struct model *m, size_t i, uint32_t end, bool all)
{
    struct model_flow *f = &m->flows[i];
    uint64_t over = model_due(m, f) < m->clock ? model_due(m, f) : m->clock;

    f->is.end = end;
    f->tick = over / FLOWS_TICK;
    m->waiting[m->n_waiting++] = *f;
    m->flows[i] = m->flows[--m->n];
    if (!all && m->n_waiting > 1 + m->limits.max_flows / FLOWS_WAITING)
        model_write(m);
}

static bool
model_is_written(const struct model *m)
{
    bool is = false;

    for (size_t i = 0; i < m->n_waiting; i++)
        is = is || m->waiting[i].tick < m->clock / FLOWS_TICK;
    return is;
}

static bool
model_step(struct model *m, bool all)
{
    size_t i = model_first(m);
    const struct model_flow *f = &m->flows[i];
    uint32_t end = model_over(m, f);

    if (m->n && (all || model_due(m, f) < m->clock)) {
        model_end(m, i, end ? end : f->closing ? f->closing : NC_END_INPUT, all);
        return true;
    }
    if (!model_is_written(m) && !(all && m->n_waiting))
        return false;
    model_write(m);
    return true;
}

void
model_expire(struct model *m, bool all, uint32_t most)
{
    while (most-- && model_step(m, all))
        ;
}

static size_t
model_find(const struct model *m, uint32_t port)
{
    size_t i = 0;

    while (i < m->n && m->flows[i].is.port != port)
        i++;
    return i;
}

static void
model_evict(struct model *m)
{
    size_t victim = MODEL_MAX;

    for (size_t i = 0; i < m->n; i++) {
        const struct model_flow *f = &m->flows[i], *v = &m->flows[victim];

        if (victim == MODEL_MAX || (f->closing && !v->closing) ||
            (!f->closing == !v->closing && f->touched < v->touched))
            victim = i;
    }
    if (m->n == m->limits.max_flows)
        model_end(m, victim, m->flows[victim].closing ? m->flows[victim].closing : NC_END_EVICTED,
                  false);
}

static size_t
model_begin(struct model *m, const struct nc_sighting *sighting)
{
    uint32_t port = sighting->port[0];

    model_evict(m);
    m->flows[m->n] = (struct model_flow){
        .began = m->clock,
        .number = sighting->number,
        .is = { .port = port,
                .part = ++m->parts[port],
                .first = sighting->time,
                .last = sighting->time },
    };
    return m->n++;
}

static void
model_count(struct model *m, size_t i, const struct nc_sighting *sighting)
{
    struct model_flow *f = &m->flows[i];

    f->latest = m->clock;
    f->touched = ++m->touches;
    f->is.packets++;
    f->is.bytes += sighting->captured;
    m->backwards += when(sighting->time) < when(f->is.last);
    if (when(sighting->time) < when(f->is.first))
        f->is.first = sighting->time;
    if (when(sighting->time) > when(f->is.last))
        f->is.last = sighting->time;
    if (f->closing == NC_END_CLOSED || sighting->flags & NC_SYN)
        return;
    if (sighting->flags & NC_RST)
        f->closing = NC_END_RESET;
    else if (sighting->flags & NC_PSH)
        f->closing = 0;
    else if (sighting->flags & NC_FIN)
        f->closing = NC_END_CLOSED;
}

void
model_see(struct model *m, const struct nc_sighting *sighting)
{
    size_t i;
    uint32_t end = NC_END_NONE;

    m->clock = sighting->clock;
    model_expire(m, false, FLOWS_A_PACKET);
    if (!sighting->port[0])
        return;
    i = model_find(m, sighting->port[0]);
    if (i < m->n) {
        const struct model_flow *f = &m->flows[i];

        end = model_over(m, f);
        if (!end && sighting->flags & NC_SYN)
            end = f->closing ? f->closing : NC_END_REUSED;
        if (end)
            model_end(m, i, end, false);
    }
    if (i == m->n || end)
        i = model_begin(m, sighting);
    model_count(m, i, sighting);
}
