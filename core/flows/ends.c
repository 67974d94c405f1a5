/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/ends.h"

static uint64_t
later(uint64_t clock, uint64_t by)
{
    return clock > UINT64_MAX - by ? UINT64_MAX : clock + by;
}

static bool
is_past(uint64_t since, uint64_t timeout, uint64_t clock)
{
    return timeout && later(since, timeout) < clock;
}

uint32_t
ends_why(const struct flows *f, const struct flow_entry *e)
{
    bool active = is_past(e->began, f->active, f->now.clock);

    if (e->is.ended)
        return active || is_past(e->latest, f->closed_wait, f->now.clock) ? e->is.ended
                                                                          : NC_END_NONE;
    if (is_past(e->latest, f->idle, f->now.clock))
        return NC_END_IDLE;
    return active ? NC_END_ACTIVE : NC_END_NONE;
}

/* The clock at which it is over when no packet comes. */
static uint64_t
due(const struct flows *f, const struct flow_entry *e)
{
    if (e->is.ended)
        return later(e->latest, f->closed_wait);
    return f->idle ? later(e->latest, f->idle) : UINT64_MAX;
}

/* The packet's memory is the record's alone: a packet may end many flows. */
static void
write_record(const struct flow_job *job, const struct nc_flow *flow, const void *state)
{
    const struct nc_plugin *is = &job->plugin->is;
    struct nc_packet *pkt = job->pkt;
    struct nc_cursor nothing = { NULL, NULL, NULL, NULL }, *in = pkt->in;
    void *record;

    pkt->arena_at = pkt->arena;
    pkt->arena_end = pkt->scratch;
    pkt->in = &nothing;
    nc_allow_work(pkt, 0);
    nc_allow_elements(pkt);
    pkt->options = job->plugin->options;
    record = nc_message(pkt, is->record);
    is->report(pkt, flow, state, record);
    if (nc_ok(&nothing))
        nc_write(pkt, record, flow->first);
    else
        job->flows->now.counts.refused++;
    pkt->in = in;
}

/* False when the record did not fit. */
static bool
write_first(const struct flow_job *job)
{
    struct flows *f = job->flows;
    uint32_t index = flow_turns(f)->index;
    struct nc_flow flow = flow_view(f, index);

    undo_set_victim(job->undo, index);
    if (flow_entry(f, index)->dropped)
        f->now.counts.refused++;
    else if (job->plugin->enabled)
        write_record(job, &flow, flow_entry(f, index)->state);
    if (job->pkt->full)
        return false;
    undo_set_victim(job->undo, 0);
    turns_remove_first(flow_turns(f), &f->now.waiting, job->undo);
    flowtable_free(f, job->undo, index);
    return true;
}

/* For the flow of this id that comes after it. */
static void
record_part(const struct flow_job *job, const struct flow_entry *e)
{
    parts_record(flow_parts(job->flows), job->undo, e->parts, e->is.part);
}

/* What closed a flow is why it ended, whatever comes of it afterwards. */
static void
await_turn(const struct flow_job *job, uint32_t index, uint32_t end)
{
    struct flows *f = job->flows;
    struct flow_entry *e = flow_entry(f, index);
    uint64_t over = due(f, e);
    struct record_turn turn = {
        .tick = (over < f->now.clock ? over : f->now.clock) / FLOWS_TICK,
        .number = e->number,
        .levels = (uint32_t)e->place.link_depth << 8 | e->place.depth,
        .index = index,
    };

    if (e->is.ended)
        end = e->is.ended;
    f->now.counts.ended[end]++;
    flowtable_remove(f, job->undo, index);
    UNDO_SET(job->undo, e->is.ended, end);
    turns_add(flow_turns(f), &f->now.waiting, job->undo, turn);
}

bool
ends_flow(const struct flow_job *job, uint32_t index, uint32_t end)
{
    record_part(job, flow_entry(job->flows, index));
    await_turn(job, index, end);
    return job->flows->now.waiting <= job->flows->most_waiting || write_first(job);
}

bool
ends_evict(const struct flow_job *job)
{
    const struct flows_now *now = &job->flows->now;

    return ends_flow(job, now->lingering.first ? now->lingering.first : now->open.first,
                     NC_END_EVICTED);
}

/* Whose time is over first, if it is at this clock; 0: nobody's. */
static uint32_t
overdue(struct flows *f, bool all)
{
    uint32_t open = f->now.open.first, lingering = f->now.lingering.first;
    uint64_t open_due = open ? due(f, flow_entry(f, open)) : UINT64_MAX;
    uint64_t lingering_due = lingering ? due(f, flow_entry(f, lingering)) : UINT64_MAX;

    if (lingering && lingering_due <= open_due)
        return all || lingering_due < f->now.clock ? lingering : 0;
    return all || open_due < f->now.clock ? open : 0;
}

/* A tick's records wait until all that ended in it are known.  At the end there may be more of
 * them than may wait else, and no part is kept: nothing comes any more that wants their place, or
 * is the next part. */
static bool
step(const struct flow_job *job, bool all)
{
    struct flows *f = job->flows;
    uint32_t index = overdue(f, all), end;

    if (!index)
        return f->now.waiting && (all || flow_turns(f)->tick < f->now.clock / FLOWS_TICK) &&
               write_first(job);
    end = ends_why(f, flow_entry(f, index));
    if (!all)
        return ends_flow(job, index, end);
    await_turn(job, index, end ? end : NC_END_INPUT);
    return true;
}

uint32_t
ends_by_time(const struct flow_job *job, bool all, uint32_t most)
{
    uint32_t n = 0;

    while (n < most && step(job, all))
        n++;
    return n;
}
