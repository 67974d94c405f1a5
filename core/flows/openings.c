/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/openings.h"

#include <string.h>

struct opening {
    uint32_t next; /* of those that are free */
    uint32_t packets;
    struct nc_sighting packet[OPENING_PACKETS];
    struct flow_counted is; /* of the flow before them, */
    alignas(8) uint8_t state[]; /* and what its plugin knew */
};

static size_t
stride(size_t state_size)
{
    return (sizeof(struct opening) + state_size + 7) / 8 * 8;
}

size_t
openings_size(size_t state_size)
{
    return (OPENINGS_MOST + 1) * stride(state_size);
}

static struct undo_items
all(struct flows *f)
{
    return (struct undo_items){ (uint8_t *)f + f->openings_at, stride(f->state_size),
                                offsetof(struct opening, next) };
}

static struct opening *
opening_at(struct flows *f, uint32_t opening)
{
    return undo_item(all(f), opening);
}

void
openings_free(struct flows *f, struct undo *undo, uint32_t opening)
{
    if (opening)
        undo_pool_give(&f->now.openings, undo, all(f), opening, opening, 1);
}

/* No host has taken it, as far as is known. */
static bool
may_open(const struct flow_entry *e, const struct nc_sighting *sighting)
{
    if (!sighting->segment || sighting->standing != NC_STANDING_OUTSIDE || sighting->wrong)
        return false;
    return e->opening || (sighting->flags & (NC_SYN | NC_RST)) == NC_SYN;
}

static void
begin(const struct flow_job *job, struct flow_entry *e)
{
    struct flows *f = job->flows;
    struct opening *o;

    e->opening = (uint8_t)undo_pool_take(&f->now.openings, job->undo, all(f), OPENINGS_MOST);
    if (!e->opening)
        return;
    o = opening_at(f, e->opening);
    o->packets = 0;
    o->is = e->is;
    memcpy(o->state, e->state, f->state_size);
}

static void
add(const struct flow_job *job, struct opening *o, const struct nc_sighting *sighting)
{
    undo_save(job->undo, &o->packets, sizeof o->packets); /* what lies behind them is nobody's */
    o->packet[o->packets] = *sighting;
    o->packet[o->packets].head = NULL;
    o->packet[o->packets].name = NULL;
    o->packet[o->packets++].head_size = 0;
}

static void
forget(const struct flow_job *job, struct flow_entry *e)
{
    openings_free(job->flows, job->undo, e->opening);
    UNDO_SET(job->undo, e->opening, 0);
}

void
openings_keep(const struct flow_job *job, uint32_t index, const struct nc_sighting *sighting)
{
    struct flow_entry *e = flow_entry(job->flows, index);

    if (!may_open(e, sighting))
        return;
    undo_save(job->undo, &e->opening, sizeof e->opening);
    if (!e->opening)
        begin(job, e);
    if (e->opening && opening_at(job->flows, e->opening)->packets == OPENING_PACKETS)
        forget(job, e);
    else if (e->opening)
        add(job, opening_at(job->flows, e->opening), sighting);
}

void
openings_pass(const struct flow_job *job, uint32_t index, const struct nc_sighting *sighting)
{
    struct flow_entry *e = flow_entry(job->flows, index);

    if (e->opening && !may_open(e, sighting))
        forget(job, e);
}

/* When it ends, and where it stands in its list, is as it came to be meanwhile. */
uint32_t
openings_take_out(const struct flow_job *job, uint32_t index)
{
    struct flows *f = job->flows;
    struct flow_entry *e = flow_entry(f, index);
    uint32_t opening = e->opening, ended = e->is.ended;

    if (!opening)
        return 0;
    flowtable_save(f, job->undo, e);
    e->is = opening_at(f, opening)->is;
    e->is.ended = ended;
    memcpy(e->state, opening_at(f, opening)->state, f->state_size);
    e->opening = 0;
    return opening;
}

const struct nc_sighting *
openings_packet(struct flows *f, uint32_t opening, uint32_t n, const struct nc_sighting *begins,
                struct nc_sighting *to)
{
    const struct opening *o = opening_at(f, opening);

    if (!opening || n >= o->packets)
        return NULL;
    *to = o->packet[n];
    to->standing = n ? NC_STANDING_BELONGS : NC_STANDING_BEGINS;
    to->turn = begins->turn;
    return to;
}
