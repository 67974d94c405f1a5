/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/1.0 and HTTP/1.1, RFC 9112.  The head of a request is kept until its response has come;
 * bodies are passed over.  What follows an upgrade or a tunnel is for other plugins. */
#include "http.h"

#include "netcap.pb-c.h"

enum {
    WAIT_MAX = 16 << 10,     /* bytes that wait for what the other side has to say first */
    CHUNK_LINE_MAX = 4096,   /* its size with extensions, or a field of the trailer */
    CHUNK_DIGITS = 16,
    LINE_SURE = 2048         /* of a first line: so much of it makes sure without its end */
};

static bool
is_requester(const struct call *c)
{
    return c->state->requester == 1 + c->is->side;
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct call *c = context;
    enum nc_answer request = NC_NO, response = NC_NO;

    if (!c->state->requester || is_requester(c))
        request = c->side->reader.lost && http_known_method(bytes) == NC_NO
                      ? NC_NO
                      : http_begins_request(bytes);
    if (!c->state->requester || !is_requester(c))
        response = http_begins_response(bytes);
    return request != NC_NO ? request : response;
}

static void
begin_message(struct call *c)
{
    c->side->place = HEAD;
    c->side->search = (struct header_search){ 0, 0 };
}

/* Where the next message begins is not known; where one does is looked for from here on, so that
 * what is wrong costs no more than itself. */
static void
lose_place(struct call *c, const char *reason)
{
    nc_refuse(c->pkt, reason);
    begin_message(c);
    c->side->reader.lost = true;
}

/* The next body, of a length known or not, or none. */
static void
enter_body(struct call *c, const struct framing *framing, bool until_close)
{
    begin_message(c);
    if (framing->chunked)
        c->side->place = CHUNK;
    else if (framing->coded || (until_close && framing->length < 0))
        nc_pass(c->pkt, UINT64_MAX);
    else if (framing->expect && framing->length > 0) {
        c->side->place = LATER_BODY;
        c->side->body = (uint64_t)framing->length;
    } else if (framing->length > 0)
        nc_pass(c->pkt, (uint64_t)framing->length);
}

static void
read_request(struct call *c, const struct first_line *line, ProtobufCBinaryData head,
             ProtobufCBinaryData lines)
{
    struct framing framing = http_read_framing(c->pkt, lines);

    if (framing.coded && !framing.chunked)
        framing.wrong = "request of unknown length";
    http_keep_request(c, line, &framing, head);
    nc_skip(c->in, head.len);
    /* What a tunnel carries is no body. */
    if (http_exactly(line->method, "CONNECT"))
        framing = (struct framing){ .length = -1 };
    if (framing.wrong)
        lose_place(c, framing.wrong);
    else
        enter_body(c, &framing, false);
}

/* The record of a response and what it answers; what that asked for. */
static uint8_t
write_answered(struct call *c, const struct first_line *line, const struct framing *framing,
               ProtobufCBinaryData lines)
{
    enum answered which = http_answered(c);
    int from = c->state->requester - 1;
    struct kept kept = { .fixed = { .time = c->is->time } };
    Types__HTTP *http;

    if (which == ANSWERS_WRITTEN)
        return ASKS_NOTHING;
    if (which == ANSWERS_OLDEST) {
        kept = http_kept_at(c, 0);
        http = http_request_record(c->pkt, c->is, from, &kept);
    } else
        http = http_unseen_record(c->pkt, c->is, from);
    http_fill_response(c->pkt, http, line->status, framing, lines);
    http->restimestamp = nc_time_text(c->pkt, c->is->time);
    nc_write(c->pkt, http, kept.fixed.time);
    if (which == ANSWERS_OLDEST)
        http_forget_oldest(c, &kept);
    return kept.fixed.asks;
}

static void
answer(struct call *c, const struct first_line *line, struct framing framing,
       ProtobufCBinaryData lines)
{
    uint8_t asked = write_answered(c, line, &framing, lines);

    if (framing.wrong)
        lose_place(c, framing.wrong);
    else if (line->status == 101 ||
             (asked == ASKS_TUNNEL && line->status < 300 && line->status >= 200))
        nc_handover(c->pkt);
    else if (asked == ASKS_HEAD || line->status == 204 || line->status == 304)
        begin_message(c);
    else
        enter_body(c, &framing, true);
}

static void
read_response(struct call *c, const struct first_line *line, ProtobufCBinaryData head,
              ProtobufCBinaryData lines)
{
    struct framing framing = http_read_framing(c->pkt, lines);
    const struct state *state = c->state;
    bool interim = line->status < 200 && line->status != 101;

    /* Captured before the request that it answers. */
    if (!interim && !state->n_kept && !state->given_up && !state->unsure &&
        nc_left(c->in) < WAIT_MAX && !c->is->ended) {
        c->side->search = (struct header_search){ 0, 0 };
        return;
    }
    framing.expect = false;
    nc_skip(c->in, head.len);
    if (interim)
        begin_message(c);
    else
        answer(c, line, framing, lines);
}

static void
read_head(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in), head = rest, lines;
    struct header_search *search = &c->side->search;
    struct first_line line = { .status = 0 };

    if (!search->lines && begins(c, rest) == NC_NO) {
        nc_refuse(c->pkt, "neither request nor response");
        /* It may be answered. */
        c->state->unsure |= !c->state->requester || is_requester(c);
        nc_find_message(c->in, &c->side->reader, begins, c);
        return;
    }
    head.len = header_size(rest, search);
    if (search->scanned > HEAD_MAX || search->lines > LINES_MOST) {
        nc_skip(c->in, rest.len);
        lose_place(c, search->lines > LINES_MOST ? "more than 1024 header lines"
                                                 : "header of more than 65000 bytes");
        return;
    }
    if (!head.len)
        return;
    lines = head;
    if (http_read_status_line(cut_line(&lines), &line)) {
        if (!c->state->requester)
            c->state->requester = (uint8_t)(2 - c->is->side);
        read_response(c, &line, head, lines);
        return;
    }
    lines = head;
    http_read_request_line(cut_line(&lines), &line);
    c->state->requester = (uint8_t)(1 + c->is->side);
    read_request(c, &line, head, lines);
}

/* A client that was told not to send its body goes on with the next request. */
static void
read_later_body(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    bool refused = !c->state->n_kept && http_known_method(rest) != NC_NO;
    enum nc_answer next = refused ? http_begins_request(rest) : NC_NO;

    if (next == NC_MORE && !c->is->ended)
        return;
    begin_message(c);
    if (next == NC_NO)
        nc_pass(c->pkt, c->side->body);
    else
        read_head(c);
}

/* The line that comes next; false when it is not all there. */
static bool
whole_line(struct call *c, ProtobufCBinaryData *line)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    const uint8_t *end = rest.data ? memchr(rest.data, '\n', rest.len) : NULL;

    if (!end && rest.len > CHUNK_LINE_MAX) {
        nc_skip(c->in, rest.len);
        lose_place(c, "line of a chunk without end");
    }
    if (!end)
        return false;
    nc_skip(c->in, (size_t)(end + 1 - rest.data));
    *line = cut_line(&rest);
    return true;
}

static void
read_chunk(struct call *c)
{
    ProtobufCBinaryData line;
    uint64_t size = 0;
    size_t n = 0;

    if (!whole_line(c, &line))
        return;
    line = trimmed(cut(&line, ';'));
    for (; n < line.len && n <= CHUNK_DIGITS; n++) {
        uint8_t digit = lower(line.data[n]);

        if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) {
            lose_place(c, "size of a chunk that is no number");
            return;
        }
        size = size << 4 | (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    if (!n || n > CHUNK_DIGITS) {
        lose_place(c, n ? "size of a chunk beyond 64 bits" : "chunk without a size");
        return;
    }
    c->side->place = size ? CHUNK_END : TRAILER;
    c->side->body = 0;
    nc_pass(c->pkt, size);
}

static void
end_chunk(struct call *c)
{
    ProtobufCBinaryData line;

    if (!whole_line(c, &line))
        return;
    c->side->place = CHUNK;
    if (line.len)
        lose_place(c, "chunk longer than its size");
}

static void
read_trailer(struct call *c)
{
    ProtobufCBinaryData line;
    size_t left = nc_left(c->in);

    if (!whole_line(c, &line))
        return;
    c->side->body += left - nc_left(c->in);
    if (c->side->body > HEAD_MAX)
        lose_place(c, "trailer of more than 65000 bytes");
    else if (!line.len)
        begin_message(c);
}

/* The client may have gone on in another protocol; whether there is nothing to read yet. */
static bool
waits(struct call *c)
{
    bool tunnel;

    if (!c->state->waiting || !is_requester(c))
        return false;
    if (nc_left(c->in) < WAIT_MAX && !c->is->ended)
        return true;
    tunnel = c->state->waiting == ASKS_TUNNEL;
    c->state->waiting = ASKS_NOTHING;
    if (tunnel)
        nc_handover(c->pkt);
    return tunnel;
}

static void
read_message(struct call *c)
{
    switch ((enum place)c->side->place) {
    case HEAD:
        if (!waits(c) && (c->side->search.scanned || !skip_line_ends(c->in)))
            read_head(c);
        break;
    case LATER_BODY:
        read_later_body(c);
        break;
    case CHUNK:
        read_chunk(c);
        break;
    case CHUNK_END:
        end_chunk(c);
        break;
    case TRAILER:
        read_trailer(c);
        break;
    }
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *state)
{
    struct call c = { pkt, is_, in, state, &((struct state *)state)->side[is_->side] };

    if (!nc_left(in))
        return;
    if (nc_lost_place(is_, &c.side->reader)) {
        if (is_->gap && c.state->requester && !is_requester(&c))
            c.state->unanswered = true;
        else
            c.state->unsure = true;
        begin_message(&c);
    }
    if (!c.side->reader.lost || nc_find_message(in, &c.side->reader, begins, &c))
        read_message(&c);
}

/* Requests that are still without a response. */
static void
end(struct nc_packet *pkt, const struct nc_stream *is_, void *state)
{
    struct call c = { pkt, is_, NULL, state, NULL };

    while (c.state->n_kept && nc_kept(pkt, 0).len)
        http_write_unanswered(&c);
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    ProtobufCBinaryData rest;
    enum nc_answer request, response;

    skip_line_ends(first);
    rest = nc_rest(first);
    if (!rest.len)
        return NC_MORE;
    request = http_begins_request(rest);
    response = http_begins_response(rest);
    /* In the middle a line may be the end of one that was lost or refused. */
    if (request != NC_NO && is_->offset && http_known_method(rest) == NC_NO)
        request = NC_NO;
    if (request == NC_YES || response == NC_YES)
        return NC_YES;
    if (request == NC_MORE && rest.len >= LINE_SURE && http_known_method(rest) == NC_YES)
        return NC_YES;
    return request == NC_MORE || response == NC_MORE ? NC_MORE : NC_NO;
}

NC_PLUGIN(http,
    .name       = "HTTP",
    .about      = "Hypertext Transfer Protocol, 1.0 and 1.1",
    .type       = TYPES__TYPE__NC_HTTP,
    .record     = &types__http__descriptor,
    .probe      = probe,
    .stream     = stream,
    .end        = end,
    .state_size = sizeof(struct state));
