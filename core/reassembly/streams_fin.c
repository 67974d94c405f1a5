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
takes_place(const struct side *s, uint32_t sequence)
{
    if (!(s->flags & SIDE_FIN) || is_refuted(s))
        return true;
    return !is_sure(s) && s->next + s->ready != s->fin && behind(sequence, s->fin) < 0;
}

void
fin_take(struct side *s, uint32_t sequence)
{
    if (behind(sequence, s->next + s->ready) < 0 || !takes_place(s, sequence))
        return;
    s->fin = sequence;
    s->flags |= SIDE_FIN;
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
    if (s->flags & SIDE_FIN && is_refuted(s) && behind(side_end(call, s), s->fin) > 0)
        drop(s);
}
