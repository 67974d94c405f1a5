/* SPDX-License-Identifier: Apache-2.0 */
/* The requests that wait for their responses. */
#include "http.h"

enum {
    KEPT_MAX = 128 << 10, /* bytes of heads without an answer, */
    REQUESTS_MAX = 1024   /* and how many */
};

static ProtobufCBinaryData
joined(struct nc_packet *pkt, const struct kept_fixed *fixed, ProtobufCBinaryData head)
{
    size_t size = sizeof *fixed + head.len;
    ProtobufCBinaryData bytes = { size, nc_alloc(pkt, size) };

    memcpy(bytes.data, fixed, sizeof *fixed);
    memcpy(bytes.data + sizeof *fixed, head.data, head.len);
    return bytes;
}

static void
split(ProtobufCBinaryData bytes, struct kept *to)
{
    *to = (struct kept){ .fixed = { .length = 0 } };
    if (bytes.len < sizeof to->fixed)
        return;
    memcpy(&to->fixed, bytes.data, sizeof to->fixed);
    to->head.data = bytes.data + sizeof to->fixed;
    to->head.len = bytes.len - sizeof to->fixed;
}

struct kept
http_kept_at(const struct call *c, uint32_t n)
{
    struct kept kept;

    split(nc_kept(c->pkt, n), &kept);
    return kept;
}

void
http_forget_oldest(struct call *c, const struct kept *oldest)
{
    c->state->kept -= (uint32_t)(sizeof oldest->fixed + oldest->head.len);
    c->state->n_kept--;
    if (oldest->fixed.asks >= ASKS_UPGRADE)
        c->state->waiting = ASKS_NOTHING;
    nc_forget(c->pkt);
}

void
http_write_unanswered(struct call *c)
{
    struct kept kept = http_kept_at(c, 0);

    nc_write(c->pkt, http_request_record(c->pkt, c->is, c->state->requester - 1, &kept),
             kept.fixed.time);
    http_forget_oldest(c, &kept);
}

void
http_keep_request(struct call *c, const struct first_line *line, const struct framing *framing,
                  ProtobufCBinaryData head)
{
    struct kept_fixed fixed = { .time = c->is->time,
                                .length = framing->coded ? -1 : framing->length };
    struct state *state = c->state;
    ProtobufCBinaryData bytes;

    if (!framing->coded && framing->length < 0)
        fixed.length = 0;
    if (http_exactly(line->method, "CONNECT"))
        fixed.asks = ASKS_TUNNEL;
    else if (http_exactly(line->method, "HEAD"))
        fixed.asks = ASKS_HEAD;
    else if (framing->upgrade)
        fixed.asks = ASKS_UPGRADE;
    if (fixed.asks >= ASKS_UPGRADE)
        state->waiting = fixed.asks;
    bytes = joined(c->pkt, &fixed, head);
    while (state->n_kept && (state->n_kept >= REQUESTS_MAX || state->kept + bytes.len > KEPT_MAX)) {
        http_write_unanswered(c);
        state->given_up++;
    }
    nc_keep(c->pkt, bytes);
    state->n_kept++;
    state->kept += (uint32_t)bytes.len;
}

static bool
before(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

enum answered
http_answered(struct call *c)
{
    struct state *state = c->state;

    if (state->given_up) {
        state->given_up--;
        return ANSWERS_WRITTEN;
    }
    /* Lost responses were those to all but the last request before this one. */
    while (state->unanswered && state->n_kept > 1 &&
           !before(c->is->time, http_kept_at(c, 1).fixed.time))
        http_write_unanswered(c);
    state->unanswered = false;
    if (!state->n_kept)
        return ANSWERS_UNSEEN;
    return state->unsure && before(c->is->time, http_kept_at(c, 0).fixed.time) ? ANSWERS_UNSEEN
                                                                               : ANSWERS_OLDEST;
}
