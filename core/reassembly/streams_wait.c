/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_wait.h"

#include "reassembly/streams_believe.h"
#include "reassembly/streams_offer.h"
#include "reassembly/streams_segment.h"
#include "reassembly/streams_settle.h"
#include "reassembly/streams_side.h"
#include "reassembly/streams_table.h"

enum { TICK = 20 }; /* nanoseconds to a tick, as a power of two */

static struct undo_items
by_due(struct streams *r)
{
    return (struct undo_items){ connection_at(r, 0), sizeof(struct connection),
                                offsetof(struct connection, due) };
}

void
wait_no_more(struct stream_call *call, struct connection *c)
{
    struct streams *r = call->streams;

    if (!c->waiting)
        return;
    undo_list_remove(&r->now.waits[c->waiting - 1], call->undo, by_due(r), index_of(r, c));
    c->waiting = WAIT_NONE;
}

/* What a side lacks that the other has acknowledged came by another way than the capture's; what a
 * side lacks that is seen alone may still be sent again. */
static enum wait_name
wait_of_side(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side];

    if (offer_holds_end(call, c, s))
        return WAIT_LONG;
    if (!side_has_hole(call, s) && !(side_lacks_end(s) && side_is_ending(&c->side[!side])))
        return WAIT_NONE;
    if (is_alone(c, side))
        return WAIT_LONG;
    return behind(s->acknowledged, s->next + s->ready) > 0 ? WAIT_SHORT : WAIT_NONE;
}

static enum wait_name
wait_of(struct stream_call *call, const struct connection *c)
{
    enum wait_name a, b;

    if (c->done)
        return WAIT_NONE;
    if (is_closed(c))
        return c->goes_on ? WAIT_LONG : WAIT_SHORT; /* for what was under way */
    a = wait_of_side(call, c, 0);
    b = wait_of_side(call, c, 1);
    if (a == WAIT_NONE && b == WAIT_NONE)
        return doubts_wait(call, c);
    return a == WAIT_SHORT || b == WAIT_NONE ? a : b;
}

void
wait_list(struct stream_call *call, struct connection *c)
{
    struct streams *r = call->streams;
    enum wait_name name = wait_of(call, c);

    if (c->waiting == name)
        return;
    wait_no_more(call, c);
    if (name == WAIT_NONE)
        return;
    c->waiting = (uint8_t)name;
    c->since = (uint32_t)(call->clock >> TICK);
    undo_list_append(&r->now.waits[name - 1], call->undo, by_due(r), index_of(r, c));
}

static bool
has_waited(const struct stream_call *call, const struct connection *c)
{
    uint64_t wait = call->streams->limits.gap_wait;
    uint32_t ticks;

    if (c->waiting == WAIT_LONG)
        wait = one_sided_wait(call->streams);
    ticks = (uint32_t)(wait >> TICK) + 2; /* parts of ticks are missing on both sides */
    return (uint32_t)(call->clock >> TICK) - c->since >= ticks;
}

/* The first of a list that has waited; connection 0: none has. */
static struct connection *
next_due(struct stream_call *call)
{
    struct streams *r = call->streams;

    for (int i = 0; i < WAITS; i++) {
        struct connection *c = connection_at(r, r->now.waits[i].first);

        if (r->now.waits[i].first && has_waited(call, c))
            return c;
    }
    return connection_at(r, 0);
}

/* Whether nothing is missing any more but what comes before a FIN, and that in vain. */
static bool
lacks_ends_alone(struct stream_call *call, const struct connection *c)
{
    for (uint32_t i = 0; i < 2; i++)
        if (!side_is_ending(&c->side[i]) || side_has_hole(call, &c->side[i]) ||
            (side_lacks_end(&c->side[i]) && wait_of_side(call, c, i) == WAIT_NONE))
            return false;
    return true;
}

bool
wait_end_one(struct stream_call *call)
{
    struct connection *c = next_due(call);

    if (c == connection_at(call->streams, 0))
        return false;
    connection_save(call, c);
    if (c->doubts)
        segment_believe(call, c, DOUBTS_WAITED);
    for (uint32_t i = 0; i < 2 && !is_closed(c); i++)
        settle_waited(call, c, i ^ c->client);
    if (!is_full(call) && (is_closed(c) || lacks_ends_alone(call, c)))
        segment_end(call, c);
    if (is_full(call))
        return true;
    wait_no_more(call, c);
    wait_list(call, c);
    connection_list(call, c);
    return true;
}
