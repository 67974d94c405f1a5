/* SPDX-License-Identifier: Apache-2.0 */
/* A connection's state, and the requests that wait for their responses. */
#ifndef HTTP_WAITING_H
#define HTTP_WAITING_H

#include "http_record.h"

enum {
    KEPT_MAX = 128 << 10, /* bytes of heads without an answer, */
    REQUESTS_MAX = 1024   /* and how many */
};

/* Where a side stands. */
enum place { HEAD, LATER_BODY, CHUNK, CHUNK_END, TRAILER };

struct side {
    struct nc_reader reader;
    uint8_t place;
    struct header_search search;
    uint64_t body;               /* LATER_BODY: its length; TRAILER: bytes so far */
};

struct state {
    uint8_t requester;   /* 0: not known yet, 1: the client, 2: the server */
    uint8_t unsure;      /* requests may be missing */
    uint8_t unanswered;  /* responses may be missing */
    uint8_t waiting;     /* what the requester asked for that may change the protocol */
    uint32_t given_up;   /* requests written before their responses, which come next */
    uint32_t n_kept, kept;
    struct side side[2];
};

/* The message at hand. */
struct call {
    struct nc_packet *pkt;
    const struct nc_stream *is;
    struct nc_cursor *in;
    struct state *state;
    struct side *side;
};

static inline bool
is_requester(const struct call *c)
{
    return c->state->requester == 1 + c->is->side;
}

static inline struct kept
kept_at(const struct call *c, uint32_t n)
{
    struct kept kept;

    split_kept(nc_kept(c->pkt, n), &kept);
    return kept;
}

static inline void
forget_oldest(struct call *c, const struct kept *oldest)
{
    c->state->kept -= (uint32_t)(sizeof oldest->fixed + oldest->head.len);
    c->state->n_kept--;
    if (oldest->fixed.asks >= ASKS_UPGRADE)
        c->state->waiting = ASKS_NOTHING;
    nc_forget(c->pkt);
}

static inline void
write_unanswered(struct call *c)
{
    struct kept kept = kept_at(c, 0);

    nc_write(c->pkt, request_record(c->pkt, c->is, c->state->requester - 1, &kept), kept.fixed.time);
    forget_oldest(c, &kept);
}

static inline void
keep_request(struct call *c, const struct first_line *line, const struct framing *framing,
             ProtobufCBinaryData head)
{
    struct kept_fixed fixed = { .time = c->is->time, .length = framing->coded ? -1 : framing->length };
    struct state *state = c->state;
    ProtobufCBinaryData bytes;

    if (!framing->coded && framing->length < 0)
        fixed.length = 0;
    if (exactly(line->method, "CONNECT"))
        fixed.asks = ASKS_TUNNEL;
    else if (exactly(line->method, "HEAD"))
        fixed.asks = ASKS_HEAD;
    else if (framing->upgrade)
        fixed.asks = ASKS_UPGRADE;
    if (fixed.asks >= ASKS_UPGRADE)
        state->waiting = fixed.asks;
    bytes = joined_kept(c->pkt, &fixed, head);
    while (state->n_kept && (state->n_kept >= REQUESTS_MAX || state->kept + bytes.len > KEPT_MAX)) {
        write_unanswered(c);
        state->given_up++;
    }
    nc_keep(c->pkt, bytes);
    state->n_kept++;
    state->kept += (uint32_t)bytes.len;
}

static inline bool
before(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Whether the oldest request kept is the one that this response answers. */
static inline bool
answers_oldest(struct call *c)
{
    struct state *state = c->state;

    if (state->given_up) {
        state->given_up--;
        return false;
    }
    /* Lost responses were those to all but the last request before this one. */
    while (state->unanswered && state->n_kept > 1 && !before(c->is->time, kept_at(c, 1).fixed.time))
        write_unanswered(c);
    state->unanswered = false;
    if (!state->n_kept)
        return false;
    return !state->unsure || !before(c->is->time, kept_at(c, 0).fixed.time);
}

#endif
