/* SPDX-License-Identifier: Apache-2.0 */
/* The requests that wait for their responses. */
#include "http.h"

enum {
    KEPT_MAX = 128 << 10, /* bytes of heads without an answer, */
    REQUESTS_MAX = 1024,  /* and how many; */
    LOOKED_AT_MAX = 64    /* of these, where the order is not known */
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

bool
http_is_requester(const struct call *c)
{
    return c->state->requester == 1 + c->is->side;
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

static void
write_request(struct call *c, const struct kept *kept)
{
    nc_write(c->pkt, http_request_record(c->pkt, c->is, c->state->requester - 1, kept),
             kept->fixed.time);
}

void
http_write_unanswered(struct call *c)
{
    struct kept kept = http_kept_at(c, 0);

    write_request(c, &kept);
    http_forget_oldest(c, &kept);
}

/* Flows take the first name there is; not one that may end early. */
static void
tell_server(struct call *c, struct kept request)
{
    if (c->state->named)
        return;
    while (request.head.len && request.head.data[request.head.len - 1] != '\n')
        request.head.len--;
    nc_server_name(c->pkt, http_request_record(c->pkt, c->is, 0, &request)->host);
    c->state->named = 1;
}

static uint8_t
asked_by(const struct head *head)
{
    if (head->simple)
        return ASKS_BODY_ALONE;
    if (http_exactly(head->line.method, "CONNECT"))
        return ASKS_TUNNEL;
    if (http_exactly(head->line.method, "HEAD"))
        return ASKS_HEAD;
    return head->framing.upgrade ? ASKS_UPGRADE : ASKS_NOTHING;
}

/* What the order of the responses is told by. */
static void
note_asked(struct call *c, struct kept_fixed *fixed)
{
    struct state *state = c->state;

    fixed->at = c->is->offset;
    fixed->heard = c->is->heard;
    fixed->loose = state->loose;
    fixed->fresh = !state->asked || fixed->heard > state->heard;
    state->heard = fixed->heard;
    state->asked = true;
    state->loose = state->simple = false;
    if (fixed->asks >= ASKS_UPGRADE)
        state->waiting = fixed->asks;
}

static void
keep(struct call *c, const struct kept *kept)
{
    ProtobufCBinaryData bytes = joined(c->pkt, &kept->fixed, kept->head);
    struct state *state = c->state;

    while (state->n_kept && (state->n_kept >= REQUESTS_MAX || state->kept + bytes.len > KEPT_MAX)) {
        http_write_unanswered(c);
        state->given_up++;
        nc_note(c->pkt, "more requests without a response than are kept");
    }
    nc_keep(c->pkt, bytes);
    state->n_kept++;
    state->kept += (uint32_t)bytes.len;
}

/* Whether a response that was left open may have answered it: one that had heard it; or that may
 * have, the requester not having heard that. */
static bool
may_be_open(const struct call *c, const struct kept_fixed *request)
{
    const struct state *state = c->state;

    return request->at < state->open || (state->open_at && request->heard < state->open_at);
}

void
http_keep_request(struct call *c, const struct head *head)
{
    const struct framing *framing = &head->framing;
    struct kept kept = {
        { .time = c->is->time, .asks = asked_by(head), .cut = c->side->cut,
          .length = framing->coded ? -1 : framing->length }, head->all
    };

    if (!framing->coded && framing->length < 0)
        kept.fixed.length = 0;
    note_asked(c, &kept.fixed);
    tell_server(c, kept);
    if (may_be_open(c, &kept.fixed))
        write_request(c, &kept);
    else
        keep(c, &kept);
}

void
http_lose_order(struct call *c)
{
    if (c->state->requester && !http_is_requester(c)) {
        c->state->unsure = true;
        c->state->given_up = 0;
    } else
        c->state->loose = true;
}

void
http_lose_message(struct call *c)
{
    http_lose_order(c);
    if (!http_is_requester(c))
        return;
    c->state->heard = c->is->heard;
    c->state->asked = true;
}

bool
http_knows_more(const struct call *c)
{
    const struct side *other = &c->state->side[!c->is->side];

    /* A FIN that was acknowledged is no byte, and a head that ended early goes on in what is
     * missing. */
    return !other->cut && c->is->heard > other->upto + 1;
}

/* Not what was said when the response had been heard; nor, where messages may be missing, what had
 * not been heard when that was said. */
static bool
may_be_answered(const struct call *c, const struct kept_fixed *request)
{
    bool certain = !c->state->unsure && !request->loose;

    return request->heard <= c->is->offset && (certain || c->is->heard > request->at);
}

/* Whether all requests before this one have had their responses, if these were not read. */
static bool
is_next(const struct call *c, const struct kept_fixed *request)
{
    return request->fresh || !request->loose || c->state->unseen;
}

/* How many requests may have this response; those that have had theirs are written without. */
static uint32_t
candidates(struct call *c)
{
    uint32_t n = 0, done = 0;

    for (; n < c->state->n_kept && n < LOOKED_AT_MAX; n++) {
        struct kept_fixed request = http_kept_at(c, n).fixed;

        if (!may_be_answered(c, &request))
            break;
        if (request.fresh)
            done = n;
    }
    for (uint32_t i = 0; i < done; i++)
        http_write_unanswered(c);
    return n - done;
}

static bool
answers_oldest(struct call *c)
{
    struct kept_fixed oldest = http_kept_at(c, 0).fixed;

    if (!c->state->n_kept || !may_be_answered(c, &oldest))
        return false;
    if (c->state->unsure && (http_knows_more(c) || candidates(c) > 1))
        return false;
    oldest = http_kept_at(c, 0).fixed; /* those before it may be written by now */
    c->state->unsure = !is_next(c, &oldest);
    return !c->state->unsure;
}

enum answered
http_answered(struct call *c)
{
    if (c->state->given_up) {
        c->state->given_up--;
        return ANSWERS_WRITTEN;
    }
    c->state->unseen = !answers_oldest(c);
    return c->state->unseen ? ANSWERS_UNSEEN : ANSWERS_OLDEST;
}

void
http_leave_open(struct call *c)
{
    struct kept_fixed oldest = http_kept_at(c, 0).fixed;

    if (c->is->heard > c->state->open)
        c->state->open = c->is->heard;
    c->state->open_at = c->is->heard ? 0 : c->is->offset + nc_tell(c->in);
    if (c->state->n_kept && !oldest.loose && may_be_answered(c, &oldest))
        http_write_unanswered(c);
}
