/* SPDX-License-Identifier: Apache-2.0 */
/* What a segment does to its connection: RFC 9293, seen from beside. */
#include "reassembly/streams_state.h"

enum {
    FAR = 1 << 30,  /* as far as a window reaches, RFC 7323 */
    NEAR = 1 << 20, /* where a reset is believed */
};

static void
begin(struct half *h, uint32_t sequence)
{
    h->next = h->acknowledged = sequence;
    h->flags |= HALF_BEGUN;
}

static void
begin_with_syn(struct half *h, uint32_t initial)
{
    begin(h, initial + 1);
    h->initial = initial;
    h->flags |= HALF_SYN;
}

static void
opened_by(struct connection *c, uint32_t client)
{
    if (!c->opened && !plugin_reads(c))
        c->client = (uint8_t)client;
    c->opened = true;
}

/* False when the segment belongs to no connection that we see. */
static bool
take_syn(struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    struct half *h = &c->half[side], *other = &c->half[!side];
    bool answer = seg->flags & NC_ACK;

    if (h->flags & HALF_SYN && h->initial == seg->sequence)
        return true;
    if (answer && other->flags & HALF_SYN &&
        (uint32_t)behind(seg->acknowledgment, other->initial + 1) > SEGMENT_MAX)
        return false;
    if (!(h->flags & HALF_BEGUN) || (answer && is_silent(c))) {
        begin_with_syn(h, seg->sequence);
        if (answer && !(other->flags & HALF_BEGUN))
            begin_with_syn(other, seg->acknowledgment - 1);
    } else if (h->next - (uint32_t)h->offset == seg->sequence + 1) {
        h->initial = seg->sequence; /* overtaken by what it opened */
        h->flags |= HALF_SYN;
    } else
        return false;
    opened_by(c, answer ? !side : side);
    return true;
}

static void
take_acknowledgment(struct half *h, uint32_t sequence)
{
    if (!(h->flags & HALF_BEGUN) || behind(sequence, h->acknowledged) <= 0 ||
        behind(sequence, h->next) > FAR)
        return;
    h->acknowledged = sequence;
}

static bool
reset_is_sound(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct half *h = &c->half[side], *other = &c->half[!side];
    int32_t distance = behind(seg->sequence, h->next + h->ready);

    if (h->flags & HALF_BEGUN)
        return distance >= 0 && distance <= NEAR;
    if (!(seg->flags & NC_ACK) || !(other->flags & HALF_BEGUN))
        return true;
    distance = behind(seg->acknowledgment, other->next);
    return distance >= -NEAR && distance <= NEAR;
}

static void
cut_piece(struct piece *piece, uint32_t n)
{
    piece->sequence += n;
    piece->bytes += n;
    piece->size -= n;
}

/* Past what came already, and past what nobody wants. */
static void
cut_delivered(struct half *h, struct piece *piece)
{
    int32_t old = behind(h->next, piece->sequence);
    uint64_t n;

    if (old > 0) {
        piece->known = true;
        cut_piece(piece, (uint32_t)old < piece->size ? (uint32_t)old : piece->size);
    }
    if (!h->pass || h->first || !piece->size)
        return;
    n = piece->sequence - h->next + (uint64_t)piece->size;
    if (n > h->pass)
        n = h->pass;
    side_advance(h, (uint32_t)n);
    piece->fresh = true;
    old = behind(h->next, piece->sequence);
    if (old > 0)
        cut_piece(piece, (uint32_t)old);
}

/* Bytes that continue the stream go to the plugin from where they are. */
static void
take_direct(struct work *w, struct connection *c, uint32_t side, struct piece *piece)
{
    struct offer o = { piece->bytes, piece->size, true, piece->time };

    if (c->plugin == NOBODY_YET && !w->job->quiet) {
        plugin_choose(w, c, side, &o);
        if (!plugin_reads(c))
            return;
        streams_settle(w, c, !side);
    }
    if (is_full(w))
        return;
    plugin_read(w, c, side, &o);
    cut_piece(piece, piece->size - o.size);
}

/* No room, and no hole that could be skipped. */
static void
give_up_side(struct work *w, struct connection *c, struct half *h, struct piece *piece)
{
    if (h->blocks < w->s->side_blocks) {
        w->s->now.counts.no_room++;
        piece->size = 0; /* it is lost, as if it had never been captured */
    } else if (c->plugin == NOBODY_YET)
        plugin_give_up(w, c);
    else
        plugin_refuse(w, c, "more is unread than may be kept");
}

static void
store(struct work *w, struct connection *c, uint32_t side, struct piece *piece)
{
    struct half *h = &c->half[side];

    for (;;) {
        side_insert(w, h, piece);
        streams_settle(w, c, side);
        if (!piece->size || is_full(w) || c->plugin == NOBODY)
            return;
        if (side_has_hole(w, h))
            streams_skip_hole(w, c, side);
        else
            give_up_side(w, c, h, piece);
        cut_delivered(h, piece);
    }
}

static void
count_piece(struct work *w, const struct piece *piece, bool early)
{
    struct stream_counts *counts = &w->s->now.counts;

    counts->out_of_order += early;
    if (!piece->fresh)
        counts->duplicates++;
    else if (piece->known)
        counts->overlaps++;
}

static void
take_bytes(struct work *w, struct connection *c, uint32_t side, struct piece *piece)
{
    struct half *h = &c->half[side], *other = &c->half[!side];
    bool early = behind(piece->sequence, h->next + h->ready) > 0;

    h->flags |= HALF_DATA;
    if (other->ready > other->tried && plugin_reads(c)) {
        w->eager = true; /* what was held back was said before this */
        streams_settle(w, c, !side);
        w->eager = false;
    }
    cut_delivered(h, piece);
    if (piece->size && !h->first && piece->sequence == h->next) {
        piece->fresh = true;
        take_direct(w, c, side, piece);
        cut_delivered(h, piece);
    }
    if (piece->size && !is_full(w))
        store(w, c, side, piece);
    else if (other->ready)
        streams_settle(w, c, !side);
    count_piece(w, piece, early);
}

static void
take_fin(struct half *h, uint32_t sequence)
{
    if (h->flags & HALF_FIN || behind(sequence, h->next + h->ready) < 0)
        return;
    h->fin = sequence;
    h->flags |= HALF_FIN;
}

/* The bytes of a segment, and what ends with it. */
static void
take_data(struct work *w, struct connection *c, uint32_t side, const struct nc_segment *seg,
          struct piece *piece)
{
    struct half *h = &c->half[side];
    int32_t distance;

    if (!(h->flags & HALF_BEGUN)) {
        if (piece->size == 1 && seg->flags == NC_ACK)
            return; /* a keep-alive, or a probe that comes again: not where to begin */
        begin(h, piece->sequence);
    }
    distance = behind(piece->sequence, h->next + h->ready);
    if (distance > FAR || distance < -FAR) {
        w->s->now.counts.outside++;
        return;
    }
    if (distance == -1 && piece->size <= 1)
        return; /* keep-alive, RFC 9293 3.8.4 */
    if ((seg->flags & (NC_FIN | NC_SYN)) == NC_FIN)
        take_fin(h, piece->sequence + piece->size);
    if (h->flags & HALF_FIN && behind(piece->sequence + piece->size, h->fin) > 0)
        piece->size = behind(h->fin, piece->sequence) > 0 ? h->fin - piece->sequence : 0;
    if (piece->size)
        take_bytes(w, c, side, piece);
    if (seg->flags & NC_FIN && !is_full(w)) {
        side_pass(w, h);
        streams_settle(w, c, side);
    }
}

/* A side that was reset may have bytes under way, which were said all the same. */
static void
take_reset(struct work *w, struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    if (!reset_is_sound(c, side, seg))
        w->s->now.counts.outside++;
    else
        c->half[side].flags |= HALF_RESET;
}

/* Nothing more comes from this side. */
static bool
is_complete(const struct half *h)
{
    return h->flags & HALF_RESET || (h->flags & HALF_FIN && h->next + h->ready == h->fin);
}

static void
take_other(struct work *w, struct connection *c, uint32_t side, const struct nc_segment *seg,
           struct piece *piece)
{
    if (seg->flags & NC_SYN && !take_syn(c, side, seg)) {
        w->s->now.counts.outside++;
        return;
    }
    if (seg->flags & NC_ACK) {
        take_acknowledgment(&c->half[!side], seg->acknowledgment);
        streams_skip_acknowledged(w, c, !side);
    }
    /* What waited behind a hole is read alone: messages are looked for where segments begin. */
    if (piece->size && side_is_before(w, &c->half[side], piece->sequence))
        streams_skip_acknowledged(w, c, side);
    if ((piece->size || seg->flags & NC_FIN) && !is_full(w))
        take_data(w, c, side, seg, piece);
    streams_skip_acknowledged(w, c, side);
}

/* Bytes of a reset are none of the stream's, RFC 9293 3.5.3. */
void
segment_take(struct work *w, struct connection *c, uint32_t side, const struct nc_segment *seg,
             struct piece *piece)
{
    const struct half *a = &c->half[0], *b = &c->half[1];

    if (seg->flags & NC_RST)
        take_reset(w, c, side, seg);
    else
        take_other(w, c, side, seg, piece);
    if (is_full(w))
        return;
    if ((is_complete(a) && is_complete(b)) || (is_silent(c) && (a->flags | b->flags) & HALF_RESET))
        streams_end(w, c);
}
