/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_fin.h"

/* The receiver has it, and the number is the last that it has. */
static bool
is_sure(const struct side *s)
{
    return s->acknowledged == s->fin + 1;
}

/* The receiver has bytes behind it. */
static bool
is_refuted(const struct side *s)
{
    return behind(s->acknowledged, s->fin + 1) > 0;
}

static void
drop(struct side *s)
{
    s->flags &= ~(uint32_t)(SIDE_FIN | SIDE_TOLD);
}

static bool
is_reached(const struct side *s)
{
    return s->next + s->ready == s->fin;
}

/* No host takes it, RFC 9293 section 3.10.7.4: it reads no more in CLOSE-WAIT. */
static void
cut_behind(struct stream_call *call, struct side *s)
{
    if (behind(side_end(call, s), s->fin) > 0)
        call->streams->now.counts.outside += side_cut(call, s, s->fin);
}

static bool
takes_place(const struct side *s, uint32_t sequence)
{
    if (!(s->flags & SIDE_FIN) || is_refuted(s))
        return true;
    return !is_sure(s) && !is_reached(s) && behind(sequence, s->fin) < 0;
}

/* Where no receiver was captured, what came before a FIN that was reached and stands behind it was
 * none of its sender's, who knew where it ends. */
void
fin_take(struct stream_call *call, struct connection *c, uint32_t side,
         const struct segment_bytes *bytes)
{
    struct side *s = &c->side[side];
    uint32_t sequence = bytes->sequence + bytes->size;
    bool reached = behind(bytes->sequence, s->next + s->ready) <= 0;

    if (behind(sequence, s->next + s->ready) < 0 || !takes_place(s, sequence))
        return;
    s->fin = sequence;
    s->flags |= SIDE_FIN;
    if (is_sure(s) || (reached && is_alone(c, side)))
        cut_behind(call, s);
}

/* Whether bytes that go on where those end that are ready reach behind it, by themselves or with
 * what waits there. */
static bool
is_crossed(struct stream_call *call, const struct side *s, const struct segment_bytes *bytes)
{
    if (behind(bytes->sequence, s->next + s->ready) > 0)
        return false;
    return bytes->sequence + bytes->size != s->fin || side_has(call, s, s->fin);
}

void
fin_meet(struct stream_call *call, struct side *s, struct segment_bytes *bytes)
{
    int32_t over = behind(bytes->sequence + bytes->size, s->fin);

    if (!(s->flags & SIDE_FIN) || !bytes->size || over < 0)
        return;
    if (is_sure(s))
        bytes->size -= (uint32_t)over < bytes->size ? (uint32_t)over : bytes->size;
    else if ((over && is_refuted(s)) || is_crossed(call, s, bytes))
        drop(s);
}

void
fin_pass(struct side *s)
{
    if (s->flags & SIDE_FIN && behind(s->next + s->ready, s->fin) > 0)
        drop(s);
}

void
fin_acknowledged(struct stream_call *call, struct side *s)
{
    if (!(s->flags & SIDE_FIN) || behind(s->acknowledged, s->fin) <= 0)
        return;
    if (is_sure(s))
        cut_behind(call, s);
    else if (behind(side_end(call, s), s->fin) > 0)
        drop(s);
}

void
fin_at_last(struct stream_call *call, struct connection *c, uint32_t side)
{
    struct side *s = &c->side[side];

    if (s->flags & SIDE_FIN && is_reached(s) && !is_alone(c, side) && !is_refuted(s))
        cut_behind(call, s);
}
