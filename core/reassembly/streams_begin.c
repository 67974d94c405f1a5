/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_begin.h"

void
begin_side(struct side *s, uint32_t sequence)
{
    bool told = s->flags & SIDE_ACKED && s->acknowledged - sequence <= WINDOW_FAR;

    s->next = sequence;
    s->acknowledged = told ? s->acknowledged : sequence;
    s->flags |= SIDE_BEGUN;
}

/* What was said before a SYN of this number was of no connection. */
static void
begin_with_syn(struct side *s, uint32_t initial)
{
    s->flags &= ~(uint32_t)(SIDE_FIN | SIDE_RESET | SIDE_HEARD | SIDE_ACKED);
    begin_side(s, initial + 1);
    s->initial = initial;
    s->flags |= SIDE_SYN;
}

static void
opened_by(struct connection *c, uint32_t client)
{
    if (!c->opened && !has_reader(c))
        c->client = (uint8_t)client;
    c->opened = true;
}

static void
take_scale(struct connection *c, uint32_t side, uint8_t scale)
{
    uint8_t *to = &c->scale[side];

    if (scale > SCALE_MOST + 1)
        scale = SCALE_MOST + 1;
    if (scale)
        *to = scale;
    else if (*to == SCALE_UNKNOWN)
        *to = SCALE_NONE;
}

/* What ended before anything was said had not begun. */
static bool
ended_in_vain(const struct connection *c, const struct side *s)
{
    return is_silent(c) && s->flags & (SIDE_FIN | SIDE_RESET);
}

void
begin_again(struct connection *c)
{
    if (!c->done)
        return;
    c->done = false;
    c->reader = READER_UNDECIDED;
    c->side[0].pass = c->side[1].pass = 0;
}

void
begin_by_syn(struct connection *c, uint32_t side, const struct nc_segment *seg, uint8_t scale)
{
    struct side *s = &c->side[side], *other = &c->side[!side];
    bool answer = seg->flags & NC_ACK;

    take_scale(c, side, scale);
    if (s->flags & SIDE_SYN && s->initial == seg->sequence)
        return;
    if (s->flags & SIDE_BEGUN && !(answer && is_silent(c))) {
        s->initial = seg->sequence; /* overtaken by what it opened */
        s->flags |= SIDE_SYN;
    } else {
        begin_with_syn(s, seg->sequence);
        if (answer && (!(other->flags & SIDE_BEGUN) || ended_in_vain(c, other)))
            begin_with_syn(other, seg->acknowledgment - 1);
        else if (answer)
            other->acknowledged = seg->acknowledgment; /* whatever was said before it */
        begin_again(c);
    }
    opened_by(c, answer ? !side : side);
}

void
begin_after(struct connection *c, const uint32_t *former, uint32_t flags)
{
    for (int i = 0; i < 2; i++) {
        c->side[i].reset = former[i];
        c->side[i].flags |= flags;
    }
}

void
begin_opened(struct connection *c, const struct opening *o)
{
    uint32_t client = o->by - 1u;

    begin_with_syn(&c->side[client], o->asked);
    begin_with_syn(&c->side[!client], o->answered - 1);
    c->side[client].flags |= SIDE_ACKED;
    opened_by(c, client);
}

void
begin_by_answer(struct connection *c, uint32_t side, uint32_t initial)
{
    begin_with_syn(&c->side[side], initial);
}
