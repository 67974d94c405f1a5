/* SPDX-License-Identifier: Apache-2.0 */
/* One flow model: packets are counted in, those that were waited with before the packet that
 * set them free. */
#include "flows/flows.h"
#include "stages/stage_host.h"
#include "stages/stage_kind.h"

static struct flow_job
flow_job(struct stage_run *run)
{
    run->room->plugin = (uint32_t)run->stage->plugin;
    return (struct flow_job){ run->stage->state, run->stage->undo,
                              &run->plugins->list[run->stage->plugin], &run->d->pkt };
}

/* Only the outermost level was named before, if it is still what its own layers said. */
static void
see_levels(const struct flow_job *job, struct stage_run *run)
{
    struct batch *b = run->batch;
    const struct event *e = &b->events[run->at];
    const struct flow_key *key = &b->keys[run->number - STAGE_FLOWS][run->at];
    uint32_t n = e->levels < NC_LEVELS_MAX ? e->levels : NC_LEVELS_MAX;

    for (uint32_t i = 0; i < n; i++)
        flows_see(job, batch_level(b, run->at, i), i || e->joined ? NULL : key);
}

/* The first that belongs to this packet or one behind it. */
static uint32_t
find_late(const struct batch *b, uint32_t packet)
{
    uint32_t from = 0, to = b->n_late;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (b->late[middle].packet < packet)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void
packet(struct stage_run *run)
{
    const struct batch *b = run->batch;
    const struct flow_key *keys = b->keys[run->number - STAGE_FLOWS];
    struct flow_job job = flow_job(run);

    if (plugin_is_off(job.plugin))
        return;
    flows_look_ahead(job.flows, keys, run->at, b->n_packets);
    if (b->n_late)
        for (uint32_t i = find_late(b, run->at); i < b->n_late && b->late[i].packet == run->at; i++)
            flows_see(&job, &b->late[i].is, NULL);
    see_levels(&job, run);
}

/* Whatever defragmentation gives out late comes before what ends by time. */
static uint32_t
flush_one(struct stage_run *run)
{
    const struct batch *b = run->batch;
    struct flow_job job = flow_job(run);

    if (plugin_is_off(job.plugin))
        return 0;
    if (run->at < b->n_late) {
        flows_see(&job, &b->late[run->at].is, NULL);
        return 1;
    }
    return run->order->more_before ? 0 : flows_expire(&job, b->clock, 1);
}

static void
drop_victim(struct stage_run *run, uint32_t victim)
{
    struct flow_job job = flow_job(run);

    flows_drop(&job, victim);
}

const struct stage_kind stage_flows = {
    .host = &stage_host,
    .packet = packet,
    .flush_one = flush_one,
    .drop_victim = drop_victim,
};
