/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/flows.h"

#include "flows/ends.h"
#include "flows/openings.h"
#include "utf8.h"

#include <string.h>

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

static bool
earlier(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Index of the new flow; 0 when the record of the one that had to go did not fit. */
static uint32_t
begin_flow(const struct flow_job *job, const struct flow_key *key,
           const struct nc_sighting *sighting)
{
    struct flows *f = job->flows;
    struct flow_entry *e;
    uint32_t index;

    if (f->now.entries.used - f->now.waiting == f->most && !ends_evict(job))
        return 0;
    index = flowtable_add(f, job->undo, key);
    e = flow_entry(f, index);
    e->began = e->latest = f->now.clock;
    e->is.first = e->is.last = sighting->time;
    e->place = sighting->place;
    e->number = sighting->number;
    e->parts = flow_hash_of_parts(e);
    e->is.part = parts_next(flow_parts(f), e->parts);
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

/* Of names the first that was said is the flow's: there is room for one of each.  What a free place
 * holds matters to nobody, so the name need not be saved. */
static void
take_name(const struct flow_job *job, struct flow_entry *e, const char *name)
{
    struct flows *f = job->flows;

    e->name = undo_pool_take(&f->now.names, job->undo, flow_names(f), f->most + f->most_waiting);
    nc_utf8_copy(flow_name(f, e->name), NC_NAME_MAX, name);
}

/* The plugin works on a copy, on this process' stack: a packet that it does not count leaves
 * nothing behind, and a store beyond the state meets nothing that others see. */
static enum nc_observed
observe(const struct flow_job *job, uint32_t index, const struct nc_sighting *sighting, bool fresh,
        const void *part_before)
{
    struct flows *f = job->flows;
    struct flow_entry *e = flow_entry(f, index);
    uint64_t backwards = f->now.counts.backwards;
    struct nc_flow flow = flow_view(f, index);
    alignas(16) uint8_t state[NC_STATE_MAX];
    enum nc_observed found;

    memcpy(state, e->state, f->state_size);
    take_time(f, &flow, sighting->time);
    flow.lasted = f->now.clock - e->began;
    flow.before = part_before;
    found = job->plugin->is.observe(sighting, &flow, state);
    if (found == NC_FLOW_ANOTHER && !fresh) {
        f->now.counts.backwards = backwards;
        return found;
    }
    if (!fresh)
        flowtable_save(f, job->undo, e);
    memcpy(e->state, state, f->state_size);
    e->is.first = flow.first;
    e->is.last = flow.last;
    e->is.packets = flow.packets;
    e->latest = f->now.clock;
    if (sighting->name && !e->name)
        take_name(job, e, sighting->name);
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

/* With what was kept of its first packets, and of the part before it. */
static void
begin_with(const struct flow_job *job, const struct flow_key *key,
           const struct nc_sighting *sighting, uint32_t opening, const void *part_before)
{
    struct nc_sighting kept;
    const struct nc_sighting *first = openings_packet(job->flows, opening, 0, sighting, &kept);
    uint32_t index = begin_flow(job, key, first ? first : sighting);

    if (!index)
        return;
    for (uint32_t i = 0; openings_packet(job->flows, opening, i, sighting, &kept); i++)
        settle(job, index, observe(job, index, &kept, true, NULL));
    openings_free(job->flows, job->undo, opening);
    settle(job, index, observe(job, index, sighting, true, part_before));
}

/* The flow may be written, and its place be the next one's, before the new part begins. */
static void
begin_next_part(const struct flow_job *job, const struct flow_key *key,
                const struct nc_sighting *sighting, uint32_t index)
{
    alignas(max_align_t) uint8_t before[NC_STATE_MAX];

    memcpy(before, flow_entry(job->flows, index)->state, job->flows->state_size);
    if (ends_flow(job, index, NC_END_ACTIVE))
        begin_with(job, key, sighting, 0, before);
}

static void
count_in(const struct flow_job *job, const struct flow_key *key, const struct nc_sighting *sighting)
{
    struct flows *f = job->flows;
    uint32_t index = flowtable_find(f, key), end;
    enum nc_observed found = NC_FLOW_ANOTHER;
    uint32_t opening;

    if (!index) {
        begin_with(job, key, sighting, 0, NULL);
        return;
    }
    end = ends_why(f, flow_entry(f, index));
    if (!end) {
        openings_keep(job, index, sighting);
        found = observe(job, index, sighting, false, NULL);
    }
    if (found != NC_FLOW_ANOTHER) {
        openings_pass(job, index, sighting);
        settle(job, index, found);
        return;
    }
    if (end == NC_END_ACTIVE) {
        begin_next_part(job, key, sighting, index);
        return;
    }
    opening = end || sighting->standing == NC_STANDING_OUTSIDE ? 0 : openings_take_out(job, index);
    if (ends_flow(job, index, end ? end : NC_END_REUSED))
        begin_with(job, key, sighting, opening, NULL);
}

static void
take_clock(const struct flow_job *job, uint64_t clock)
{
    struct flows *f = job->flows;
    bool packet_begins = undo_is_empty(job->undo);

    if (packet_begins) {
        undo_save(job->undo, &f->now, sizeof f->now);
        undo_pool_begin(&f->now.entries);
        undo_pool_begin(&f->now.names);
        undo_pool_begin(&f->now.openings);
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
        (uint32_t)flow_hash(f->seed, key->scope, key->depth, key->link_depth, &key->id);
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
    ends_by_time(job, false, FLOWS_A_PACKET);
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
    return ends_by_time(job, all, most);
}

void
flows_drop(const struct flow_job *job, uint32_t victim)
{
    if (victim && victim <= job->flows->now.entries.highest)
        UNDO_SET(job->undo, flow_entry(job->flows, victim)->dropped, true);
}

const struct flow_counts *
flows_counts(const struct flows *f)
{
    return &f->now.counts;
}
