/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that are there and their reader; and what is done without when it does not come. */
#include "reassembly/streams_state.h"

/* Offers a side what lies ready, as long as that moves anything. */
static bool
drain(struct work *w, struct connection *c, uint32_t side)
{
    struct half *h = &c->half[side];
    bool moved = false;

    for (;;) {
        struct offer o = { .bytes = linear_room(w->s) };

        side_pass(w, h);
        o.size = h->ready;
        if (is_full(w) || !o.size || c->plugin == NOBODY || !plugin_worth(w, c, h, o.size))
            return moved;
        side_copy(w, h, linear_room(w->s), o.size);
        if (c->plugin == NOBODY_YET && !w->job->quiet) {
            plugin_choose(w, c, side, &o);
            return plugin_reads(c) || moved;
        }
        if (!plugin_read(w, c, side, &o) && !h->pass && c->plugin != NOBODY_YET)
            return moved;
        moved = true;
    }
}

/* What one side said may be what the other has waited for. */
void
streams_settle(struct work *w, struct connection *c, uint32_t side)
{
    for (int idle = 0; idle < 2 && !is_full(w) && c->plugin != NOBODY; side = !side)
        idle = drain(w, c, side) ? 0 : idle + 1;
}

void
streams_skip_hole(struct work *w, struct connection *c, uint32_t side)
{
    w->eager = true;
    streams_settle(w, c, side);
    if (is_full(w) || !side_has_hole(w, &c->half[side]))
        return;
    side_skip_hole(w, &c->half[side]);
    streams_settle(w, c, side);
}

/* The named rule "acknowledged": the receiver has what is missing here, and it did not come. */
void
streams_skip_acknowledged(struct work *w, struct connection *c, uint32_t side)
{
    struct half *h = &c->half[side];

    while (!is_full(w) && behind(h->acknowledged, h->next + h->ready) > 0 && side_has_hole(w, h)) {
        uint64_t noticed;
        uint32_t end = side_hole_end(w, h, &noticed);

        if (behind(h->acknowledged, end) < 0 || w->clock - noticed < w->s->limits.gap_wait)
            return;
        streams_skip_hole(w, c, side);
    }
}

static void
count_lost_end(struct work *w, const struct connection *c, const struct half *h)
{
    int32_t lost = behind(h->fin, h->next + h->ready);

    if (!(h->flags & HALF_FIN) || lost <= 0 || !plugin_reads(c))
        return;
    w->s->now.counts.gaps++;
    w->s->now.counts.gap_bytes += (uint32_t)lost;
}

void
streams_end(struct work *w, struct connection *c)
{
    if (c->done)
        return;
    connection_save(w, c);
    c->ending = true;
    w->eager = true;
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t side = i ^ c->client;

        streams_settle(w, c, side);
        while (!is_full(w) && side_has_hole(w, &c->half[side]))
            streams_skip_hole(w, c, side);
    }
    if (is_full(w))
        return;
    for (uint32_t i = 0; i < 2; i++)
        count_lost_end(w, c, &c->half[i]);
    if (c->plugin == NOBODY_YET && (c->half[0].flags | c->half[1].flags) & HALF_DATA)
        w->s->now.counts.unclaimed++;
    plugin_leave(w, c);
    c->ending = false;
    c->done = true;
    w->eager = false;
}
