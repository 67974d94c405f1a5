/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/flows.h"

#include "base/keyhash.h"
#include "flows/flowtable.h"

#include <string.h>

/* Of all that makes a flow this one; what lies at no depth and in no scope is hashed as its id
 * alone. */
static uint64_t
hash_of(uint64_t seed, uint64_t scope, uint8_t depth, uint8_t link_depth,
        const struct nc_flow_id *id)
{
    uint64_t place = scope ^ (uint64_t)depth << 40 ^ (uint64_t)link_depth << 48;

    return keyhash(seed ^ place * UINT64_C(0x9e3779b97f4a7c15), id->bytes, id->size);
}

static uint64_t
hash_of_parts(const struct flow_entry *e)
{
    return hash_of(0, e->scope, e->depth, e->link_depth, &e->id);
}

size_t
flows_size(const struct nc_flow_limits *limits, size_t state_size)
{
    struct flows f;

    return flowtable_lay_out(&f, limits, state_size);
}

void
flows_setup(struct flows *f, const struct nc_flow_limits *limits, size_t state_size,
            uint64_t closed_wait, uint64_t seed)
{
    flowtable_lay_out(f, limits, state_size);
    f->closed_wait = closed_wait;
    f->seed = seed;
}

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

static bool
earlier(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Why the flow is over at this clock; NC_END_NONE while it is not. */
static uint32_t
over(const struct flows *f, const struct flow_entry *e, uint64_t clock)
{
    bool active = is_past(e->began, f->active, clock);

    if (e->is.ended)
        return active || is_past(e->latest, f->closed_wait, clock) ? e->is.ended : NC_END_NONE;
    if (is_past(e->latest, f->idle, clock))
        return NC_END_IDLE;
    return active ? NC_END_ACTIVE : NC_END_NONE;
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

static void
forget(const struct flow_job *job, uint32_t index, uint32_t end)
{
    struct flows *f = job->flows;
    const struct flow_entry *e = flow_entry(f, index);

    f->now.counts.ended[end]++;
    parts_record(flow_parts(f), job->undo, hash_of_parts(e), e->is.part);
    flowtable_remove(f, job->undo, index);
}

/* A flow as its plugin sees it. */
static struct nc_flow
view_of(struct flows *f, uint32_t index)
{
    const struct flow_entry *e = flow_entry(f, index);

    return (struct nc_flow){ e->is.first, e->is.last, e->is.packets, e->is.part, e->is.ended,
                             e->place, e->number, e->named ? flow_name(f, index) : NULL };
}

/* False when the record did not fit: nothing more may be done then. */
static bool
end_flow(const struct flow_job *job, uint32_t index, uint32_t end)
{
    const struct flow_entry *e = flow_entry(job->flows, index);
    struct nc_flow flow = view_of(job->flows, index);

    flow.ended = end;
    undo_set_victim(job->undo, index);
    if (job->plugin->enabled)
        write_record(job, &flow, e->state);
    if (job->pkt->full)
        return false;
    undo_set_victim(job->undo, 0);
    forget(job, index, end);
    return true;
}

/* Whose time is over first, if it is at this clock; 0: nobody's. */
static uint32_t
overdue(struct flows *f, uint64_t clock, bool all)
{
    uint32_t open = f->now.open.first, lingering = f->now.lingering.first;
    uint64_t open_due = UINT64_MAX, lingering_due = UINT64_MAX;

    if (open && f->idle)
        open_due = later(flow_entry(f, open)->latest, f->idle);
    if (lingering)
        lingering_due = later(flow_entry(f, lingering)->latest, f->closed_wait);
    if (lingering && lingering_due <= open_due)
        return all || lingering_due < clock ? lingering : 0;
    return all || open_due < clock ? open : 0;
}

static uint32_t
end_overdue(const struct flow_job *job, bool all, uint32_t most)
{
    struct flows *f = job->flows;
    uint32_t n = 0, index;

    while (n < most && (index = overdue(f, f->now.clock, all))) {
        const struct flow_entry *e = flow_entry(f, index);
        uint32_t end = over(f, e, f->now.clock);

        if (!end)
            end = e->is.ended ? e->is.ended : NC_END_INPUT;
        if (!end_flow(job, index, end))
            break;
        n++;
    }
    return n;
}

/* A closed flow has nothing to lose; of the others the one idle longest goes. */
static bool
evict_one(const struct flow_job *job)
{
    struct flows *f = job->flows;
    uint32_t lingering = f->now.lingering.first;

    if (lingering)
        return end_flow(job, lingering, flow_entry(f, lingering)->is.ended);
    return end_flow(job, f->now.open.first, NC_END_EVICTED);
}

/* Index of the new flow; 0 when the record of the one that had to go did not fit. */
static uint32_t
begin_flow(const struct flow_job *job, const struct flow_key *key,
           const struct nc_sighting *sighting)
{
    struct flows *f = job->flows;
    struct flow_entry *e;
    uint32_t index;

    if (f->now.entries.used == f->most && !evict_one(job))
        return 0;
    index = flowtable_add(f, job->undo, key);
    e = flow_entry(f, index);
    e->began = e->latest = f->now.clock;
    e->is.first = e->is.last = sighting->time;
    e->place = sighting->place;
    e->number = sighting->number;
    e->is.part = parts_next(flow_parts(f), hash_of_parts(e));
    f->now.counts.flows++;
    return index;
}

static void
take_time(struct flows *f, struct nc_flow *flow, struct nc_time time)
{
    if (earlier(time, flow->last))
        f->now.counts.backwards++;
    if (earlier(time, flow->first))
        flow->first = time;
    if (earlier(flow->last, time))
        flow->last = time;
    flow->packets++;
}

/* Of names the first that was said is the flow's.  What stands in its place may be the name of one
 * that this packet ended. */
static void
take_name(const struct flow_job *job, uint32_t index, const char *name)
{
    char *to = flow_name(job->flows, index);
    size_t n = strnlen(name, NC_NAME_MAX - 1);

    undo_save(job->undo, to, (uint32_t)n + 1);
    memcpy(to, name, n);
    to[n] = '\0';
    flow_entry(job->flows, index)->named = true;
}

/* The plugin works on a copy: a packet that it does not count leaves nothing behind. */
static enum nc_observed
observe(const struct flow_job *job, uint32_t index, const struct nc_sighting *sighting, bool fresh)
{
    struct flows *f = job->flows;
    struct flow_entry *e = flow_entry(f, index);
    uint64_t backwards = f->now.counts.backwards;
    struct nc_flow flow = view_of(f, index);
    alignas(16) uint8_t state[NC_STATE_MAX];
    enum nc_observed found;

    memcpy(state, e->state, f->state_size);
    take_time(f, &flow, sighting->time);
    found = job->plugin->is.observe(sighting, &flow, state);
    if (found == NC_FLOW_ANOTHER && !fresh) {
        f->now.counts.backwards = backwards;
        return found;
    }
    undo_save(job->undo, e, offsetof(struct flow_entry, began));
    if (f->state_size)
        undo_save(job->undo, e->state, (uint32_t)f->state_size);
    memcpy(e->state, state, f->state_size);
    e->is = (struct flow_counted){ flow.first, flow.last, flow.packets, flow.part, flow.ended };
    e->latest = f->now.clock;
    if (sighting->name && !e->named)
        take_name(job, index, sighting->name);
    return found;
}

static void
settle(const struct flow_job *job, uint32_t index, enum nc_observed found)
{
    uint32_t end = flow_entry(job->flows, index)->is.ended;

    if (found == NC_FLOW_CLOSED)
        end = NC_END_CLOSED;
    else if (!end && found == NC_FLOW_RESET)
        end = NC_END_RESET;
    else if (end == NC_END_RESET && found == NC_FLOW_REVIVED)
        end = NC_END_NONE;
    flowtable_seen(job->flows, job->undo, index, end);
}

static void
begin_with(const struct flow_job *job, const struct flow_key *key,
           const struct nc_sighting *sighting)
{
    uint32_t index = begin_flow(job, key, sighting);

    if (index)
        settle(job, index, observe(job, index, sighting, true));
}

static void
count_in(const struct flow_job *job, const struct flow_key *key, const struct nc_sighting *sighting)
{
    struct flows *f = job->flows;
    uint32_t index = flowtable_find(f, key), end;
    enum nc_observed found = NC_FLOW_ANOTHER;

    if (!index) {
        begin_with(job, key, sighting);
        return;
    }
    end = over(f, flow_entry(f, index), f->now.clock);
    if (!end)
        found = observe(job, index, sighting, false);
    if (found != NC_FLOW_ANOTHER) {
        settle(job, index, found);
        return;
    }
    if (!end)
        end = flow_entry(f, index)->is.ended ? flow_entry(f, index)->is.ended : NC_END_REUSED;
    if (end_flow(job, index, end))
        begin_with(job, key, sighting);
}

static void
take_clock(const struct flow_job *job, uint64_t clock)
{
    struct flows *f = job->flows;
    bool packet_begins = undo_is_empty(job->undo);

    if (packet_begins) {
        undo_save(job->undo, &f->now, sizeof f->now);
        undo_pool_begin(&f->now.entries);
    }
    if (clock > f->now.clock)
        f->now.clock = clock;
}

void
flows_name(const struct flows *f, const struct plugin *plugin, const struct nc_sighting *sighting,
           struct flow_key *key)
{
    key->id = (struct nc_flow_id){ 0 };
    if (!plugin->is.id(sighting, &key->id))
        key->id.size = 0;
    if (key->id.size > NC_FLOW_ID_MAX)
        key->id.size = NC_FLOW_ID_MAX;
    key->depth = sighting->place.depth;
    key->link_depth = sighting->place.link_depth;
    key->scope = sighting->place.scope;
    key->hash =
        (uint32_t)hash_of(f->seed, key->scope, key->depth, key->link_depth, &key->id);
}

void
flows_look_ahead(struct flows *f, const struct flow_key *keys, uint32_t i, uint32_t n)
{
    flowtable_look_ahead(f, keys, i, n);
}

void
flows_see(const struct flow_job *job, const struct nc_sighting *sighting,
          const struct flow_key *key)
{
    struct flow_key now;

    if (job->pkt->full)
        return;
    take_clock(job, sighting->clock);
    end_overdue(job, false, FLOWS_A_PACKET);
    if (job->pkt->full)
        return;
    if (!key)
        flows_name(job->flows, job->plugin, sighting, &now);
    key = key ? key : &now;
    if (key->id.size && key->id.size <= NC_FLOW_ID_MAX)
        count_in(job, key, sighting);
}

uint32_t
flows_expire(const struct flow_job *job, uint64_t clock, uint32_t most)
{
    bool all = clock == UINT64_MAX;

    take_clock(job, all ? 0 : clock);
    return end_overdue(job, all, most);
}

void
flows_drop(const struct flow_job *job, uint32_t victim)
{
    struct flows *f = job->flows;
    const struct flow_entry *e;
    struct flow_key key;

    if (!victim || victim > f->now.entries.highest)
        return;
    e = flow_entry(f, victim);
    key = (struct flow_key){ e->hash, e->depth, e->link_depth, e->scope, e->id };
    if (flowtable_find(f, &key) != victim)
        return;
    take_clock(job, 0);
    f->now.counts.refused++;
    forget(job, victim, e->is.ended);
}

const struct flow_counts *
flows_counts(const struct flows *f)
{
    return &f->now.counts;
}
