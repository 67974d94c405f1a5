/* SPDX-License-Identifier: Apache-2.0 */
/* One side's bytes: those that wait for the plugin, those that wait for what was lost.
 *
 * All take a side whose connection is in the journal. */
#ifndef STREAMS_SIDE_H
#define STREAMS_SIDE_H

#include "reassembly/streams_call.h"

/* What is left to do of a segment's bytes. */
struct segment_bytes {
    uint32_t sequence, size;
    const uint8_t *at;
    struct nc_time time;
    uint32_t heard;    /* what their sender has acknowledged */
    bool fresh, known; /* it had bytes that are new, that were there already */
    bool kept;         /* some of them are in cells */
    bool doubted;      /* they were put off, and replace none */
    bool fills;        /* a hole, for which a side may keep a segment more */
};

/* The first n bytes are done with.  Of those that nobody reads only the numbers may be there. */
static inline void
segment_cut(struct segment_bytes *bytes, uint32_t n)
{
    bytes->sequence += n;
    if (bytes->at)
        bytes->at += n;
    bytes->size -= n;
}

/* What stands before this number is left out. */
static inline void
segment_cut_before(struct segment_bytes *bytes, uint32_t number)
{
    int32_t old = behind(number, bytes->sequence);

    if (old > 0)
        segment_cut(bytes, (uint32_t)old < bytes->size ? (uint32_t)old : bytes->size);
}

/* The other side says that it has all before this number. */
void side_acknowledge(struct side *, uint32_t number);

/* Whoever opened the connection says first, with the number behind its SYN, where the other side
 * begins; where a side begins of which bytes from this number on came first, which may have
 * overtaken others and their SYN. */
static inline void
side_note_greeting(const struct side *s, struct side *other, const struct nc_segment *seg)
{
    if (other->flags & (SIDE_BEGUN | SIDE_ACKED) || !(s->flags & SIDE_SYN) ||
        seg->sequence != s->initial + 1)
        return;
    other->initial = seg->acknowledgment - 1;
    other->flags |= SIDE_GREETED;
}

static inline uint32_t
side_number_to_begin(const struct side *s, uint32_t sequence)
{
    bool greeted = s->flags & SIDE_GREETED && sequence - s->initial <= SEGMENT_MAX;

    return greeted ? s->initial + 1 : sequence;
}

/* Keeps the bytes until they are read; for what is left of them there was no memory. */
void side_insert(struct stream_call *, struct side *, struct segment_bytes *);

/* n bytes that are ready are read; n are passed that are in no cell; all are dropped. */
void side_take(struct stream_call *, struct side *, uint32_t n);
void side_advance(struct side *, uint32_t n);
void side_drop(struct stream_call *, struct side *);

/* Drops what stands from that number on, none of which is ready; how many segments it were. */
uint32_t side_cut(struct stream_call *, struct side *, uint32_t number);

/* The first n bytes that are ready. */
void side_copy(struct stream_call *, const struct side *, uint8_t *to, uint32_t n);

/* When the one behind n that are ready was captured; where the next segment begins behind it, or
 * what is ready ends. */
struct nc_time side_time(struct stream_call *, const struct side *, uint32_t n);
uint32_t side_next_begin(struct stream_call *, const struct side *, uint32_t n);

/* What had been acknowledged of the other side when the next byte was sent, and the last of those
 * that are ready. */
uint32_t side_heard(struct stream_call *, const struct side *, const struct side *other);
uint32_t side_heard_last(struct stream_call *, const struct side *, const struct side *other);

/* What a segment acknowledges that comes late, or was put off, is what its sender knew by then. */
static inline uint32_t
side_heard_with(const struct side *other, const struct nc_segment *seg)
{
    bool less = seg->flags & NC_ACK && behind(seg->acknowledgment, other->acknowledged) < 0;

    return less ? seg->acknowledgment : other->acknowledged;
}

/* The cell of the byte behind n that are ready, which there is. */
const struct cell *side_cell(struct stream_call *, const struct side *, uint32_t n);

/* Whether the byte of that number is kept. */
bool side_has(struct stream_call *, const struct side *, uint32_t sequence);

/* Whether bytes from that sequence on fill no hole, as all that is kept stands before them. */
bool side_is_before(struct stream_call *, const struct side *, uint32_t sequence);

/* Whether bytes are missing before some that are kept; the sequence of the first byte behind the
 * hole, and at which clock it came. */
bool side_has_hole(struct stream_call *, const struct side *);
uint32_t side_hole_end(struct stream_call *, const struct side *, uint64_t *noticed);

/* Whether bytes are missing behind what is ready: before others, or because the other side has
 * acknowledged them. */
bool side_is_broken(struct stream_call *, const struct side *);

/* Behind the last byte that is there, with or without a hole before it. */
uint32_t side_end(struct stream_call *, const struct side *);

/* Nothing more comes from this side but what is sent again; whether that still lacks something. */
static inline bool
side_is_ending(const struct side *s)
{
    return s->flags & (SIDE_FIN | SIDE_RESET);
}

static inline bool
side_lacks_end(const struct side *s)
{
    return !(s->flags & SIDE_RESET) && s->flags & SIDE_FIN && s->next + s->ready != s->fin;
}

/* Goes on behind the hole, which is told as a gap. */
void side_skip_hole(struct stream_call *, struct side *);

/* Passes over what nobody wants, side.pass.  None of it need be there: a hole in it is none. */
void side_pass(struct stream_call *, struct side *);

#endif
