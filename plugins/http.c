/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/1.0 and HTTP/1.1, RFC 9112.  The head of a request is kept until its response has come;
 * bodies are passed over.  What follows an upgrade or a tunnel is for other plugins. */
#include "http.h"

#include "netcap.pb-c.h"

enum { WAIT_MAX = 16 << 10 }; /* bytes that wait for what the other side has to say first */

/* A head is done with, and what is wrong with it said. */
static void
take_head(struct call *c, struct head *head)
{
    nc_skip(c->in, head->cut ? nc_left(c->in) : head->all.len);
    c->side->cut = head->cut && !head->simple;
    if (c->side->cut)
        nc_note(c->pkt, "head that ends early");
    else if (head->line.wrong && !head->simple)
        nc_malformed(c->pkt, head->line.wrong);
    head->framing = http_read_framing(c->pkt, head->lines);
}

static void
read_request(struct call *c, struct head *head)
{
    struct framing *framing = &head->framing;

    take_head(c, head);
    if (framing->coded && !framing->chunked)
        framing->wrong = "request of unknown length";
    http_keep_request(c, head);
    if (framing->wrong)
        nc_malformed(c->pkt, framing->wrong);
    /* What a tunnel carries is no body. */
    if (http_exactly(head->line.method, "CONNECT"))
        http_begin_message(c);
    else if (framing->wrong || c->side->cut)
        http_search(c);
    else
        http_enter_body(c, framing, false);
}

/* The record of a response and what it answers; what that asked for. */
static uint8_t
write_answered(struct call *c, const struct head *head)
{
    enum answered which = http_answered(c);
    int from = c->state->requester - 1;
    struct kept kept = { .fixed = { .time = c->is->time } };
    Types__HTTP *http;

    if (which == ANSWERS_OLDEST) {
        kept = http_kept_at(c, 0);
        http = http_request_record(c->pkt, c->is, from, &kept);
    } else
        http = http_unseen_record(c->pkt, c->is, from);
    http_fill_response(c->pkt, http, head);
    http->restimestamp = nc_time_text(c->pkt, c->is->time);
    nc_write(c->pkt, http, kept.fixed.time);
    if (which == ANSWERS_OLDEST)
        http_forget_oldest(c, &kept);
    else if (which == ANSWERS_UNSEEN)
        http_leave_open(c);
    return kept.fixed.asks;
}

/* Whether where the response ends is not known, though it is not the end of the stream. */
static bool
is_endless(const struct head *head)
{
    const struct framing *framing = &head->framing;

    return framing->wrong || head->cut ||
           (!head->line.status && !framing->coded && framing->length < 0);
}

/* Where nothing of the requester is known the response may be one to HEAD. */
static void
enter_body(struct call *c, const struct framing *framing)
{
    const struct state *state = c->state;

    if (state->asked || state->side[!c->is->side].upto || framing->coded || !framing->length) {
        http_enter_body(c, framing, true);
        return;
    }
    http_begin_message(c);
    c->side->place = NO_BODY;
    c->side->body = framing->length < 0 ? UINT64_MAX : (uint64_t)framing->length;
}

static void
answer(struct call *c, struct head *head)
{
    uint8_t asked = write_answered(c, head);
    int32_t status = head->line.status;

    if (head->framing.wrong)
        nc_malformed(c->pkt, head->framing.wrong);
    if (status == 101 || (asked == ASKS_TUNNEL && status < 300 && status >= 200))
        nc_handover(c->pkt);
    else if (is_endless(head))
        http_search(c);
    else if (asked == ASKS_HEAD || status == 204 || status == 304)
        http_begin_message(c);
    else
        enter_body(c, &head->framing);
}

static void
read_response(struct call *c, struct head *head)
{
    const struct state *state = c->state;
    int32_t status = head->line.status;
    bool interim = status >= 100 && status < 200 && status != 101;
    bool waits = !state->n_kept && !state->given_up &&
                 (http_knows_more(c) || !(state->unsure || state->loose));

    /* Captured before the request that it answers. */
    if (!interim && waits &&
        nc_left(c->in) < WAIT_MAX && !c->is->ended && !c->is->broken) {
        c->side->search = (struct header_search){ 0, 0 };
        return;
    }
    take_head(c, head);
    head->framing.expect = false;
    if (interim)
        http_begin_message(c);
    else
        answer(c, head);
}

/* "PRI * HTTP/2.0", with which another protocol begins, RFC 9113 section 3.4. */
static bool
is_preface(const struct first_line *line)
{
    return http_exactly(line->method, "PRI") && http_exactly(line->version, "HTTP/2.0");
}

/* Of a head that ends early: without a name of which not all is there, and without a verdict on a
 * first line of which not all is. */
static void
cut_head(struct head *head)
{
    size_t line = head->all.len;

    while (line && head->all.data[line - 1] != '\n')
        line--;
    if (line && !memchr(head->all.data + line, ':', head->all.len - line))
        head->all.len = line;
}

/* A request line without a version, and nothing else. */
static bool
is_simple(const struct head *head)
{
    ProtobufCBinaryData lines = head->lines;

    return !head->line.version.len && http_exactly(head->line.method, "GET") &&
           head->all.len && memchr(head->all.data, '\n', head->all.len) && !cut_line(&lines).len;
}

/* A head that is there, or as much of it as there will be. */
static void
read_head(struct call *c, struct head *head)
{
    uint8_t *requester = &c->state->requester;
    ProtobufCBinaryData text;

    if (head->cut)
        cut_head(head);
    head->lines = head->all;
    text = cut_line(&head->lines);
    if (!http_is_requester(c) && http_read_status_line(text, &head->line)) {
        *requester = (uint8_t)(2 - c->is->side);
        read_response(c, head);
    } else if ((!*requester || http_is_requester(c)) && http_read_request_line(text, &head->line)) {
        *requester = (uint8_t)(1 + c->is->side);
        head->simple = is_simple(head);
        if (is_preface(&head->line))
            nc_handover(c->pkt);
        else
            read_request(c, head);
    }
}

/* The response to a request of HTTP/0.9 is a body alone. */
static bool
is_body_alone(const struct call *c)
{
    if (c->state->n_kept)
        return http_kept_at(c, 0).fixed.asks == ASKS_BODY_ALONE;
    return c->state->simple;
}

static void
pass_over(struct call *c)
{
    if (c->state->requester && !http_is_requester(c) && is_body_alone(c)) {
        http_pass(c, UINT64_MAX);
        return;
    }
    nc_refuse(c->pkt, "neither request nor response");
    http_lose_message(c);
    http_find(c);
}

static void
pass_over_long(struct call *c)
{
    bool lines = c->side->search.lines > LINES_MOST;

    nc_skip(c->in, nc_left(c->in));
    http_lose_place(c, lines ? "more than 1024 header lines"
                             : "header of more than 65000 bytes");
}

/* As long as nothing follows it. */
static void
note_simple(struct call *c, ProtobufCBinaryData rest)
{
    struct head head = { .all = rest, .lines = rest };
    bool request = http_read_request_line(cut_line(&head.lines), &head.line);

    c->state->simple = request && !head.lines.len && is_simple(&head);
    if (c->state->simple)
        c->state->requester = (uint8_t)(1 + c->is->side);
}

static void
look_for_head(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    struct header_search *search = &c->side->search;
    struct head head = { .all = rest };

    if (!search->lines && http_begins(c, rest) == NC_NO) {
        pass_over(c);
        return;
    }
    head.all.len = header_size(rest, search);
    head.cut = !head.all.len && (c->is->ended || c->is->broken);
    if (head.cut)
        head.all.len = rest.len;
    if (search->scanned > HEAD_MAX || search->lines > LINES_MOST)
        pass_over_long(c);
    else if (head.all.len)
        read_head(c, &head);
    else if (!c->state->requester || http_is_requester(c))
        note_simple(c, rest);
}

/* A client that was told not to send its body goes on with the next request. */
static void
read_later_body(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    bool refused = !c->state->n_kept && http_known_method(rest) != NC_NO;
    enum nc_answer next = refused ? http_begins_request(rest, true) : NC_NO;

    if (next == NC_MORE && !c->is->ended)
        return;
    http_begin_message(c);
    if (next == NC_NO)
        http_pass(c, c->side->body);
    else
        look_for_head(c);
}

/* A response whose request was not captured may answer HEAD: then another one follows, with which
 * no body begins, unless it is one that was kept as it came. */
static void
read_unlikely_body(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    enum nc_answer next = http_begins_answer(rest);
    bool all = rest.len >= c->side->body || c->is->ended || c->is->broken;

    if (next == NC_MORE && !all && rest.len < WAIT_MAX)
        return;
    http_begin_message(c);
    if (next == NC_YES)
        look_for_head(c);
    else
        http_pass(c, c->side->body);
}

/* No size of a chunk looks like a response: the one before it answers HEAD, and has no body. */
static void
read_chunk(struct call *c)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    enum nc_answer next = http_is_requester(c) ? NC_NO : http_begins_answer(rest);

    if (next == NC_MORE && rest.len < WAIT_MAX && !c->is->ended && !c->is->broken)
        return;
    if (next == NC_YES) {
        http_begin_message(c);
        look_for_head(c);
    } else
        http_read_chunk(c);
}

/* The client may have gone on in another protocol; whether there is nothing to read yet. */
static bool
waits(struct call *c)
{
    bool tunnel;

    if (!c->state->waiting || !http_is_requester(c))
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
            look_for_head(c);
        break;
    case LATER_BODY:
        read_later_body(c);
        break;
    case NO_BODY:
        read_unlikely_body(c);
        break;
    case CHUNK:
        read_chunk(c);
        break;
    case CHUNK_END:
        http_end_chunk(c);
        break;
    case TRAILER:
        http_read_trailer(c);
        break;
    }
}

/* Where a message would have begun one did; what was lost of one may have been all. */
static void
note_lost(struct call *c)
{
    if (c->is->gap && c->side->place == HEAD && !c->side->cut)
        http_lose_message(c);
    else
        http_lose_order(c);
    c->side->cut = false;
    http_begin_message(c);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *state)
{
    struct call c = { pkt, is_, in, state, &((struct state *)state)->side[is_->side] };

    if (!nc_left(in))
        return;
    if (nc_lost_place(is_, &c.side->reader))
        note_lost(&c);
    if (!c.side->reader.lost || http_find(&c))
        read_message(&c);
    if (c.side->upto < is_->offset + nc_tell(in))
        c.side->upto = is_->offset + nc_tell(in);
}

/* Requests that are still without a response. */
static void
end(struct nc_packet *pkt, const struct nc_stream *is_, void *state)
{
    struct call c = { pkt, is_, NULL, state, NULL };

    while (c.state->n_kept && nc_kept(pkt, 0).len)
        http_write_unanswered(&c);
}

NC_SCHEMA(http);

NC_PLUGIN(http,
    .name       = "HTTP",
    .about      = "Hypertext Transfer Protocol, up to 1.1",
    .type       = TYPES__TYPE__NC_HTTP,
    .record     = &types__http__descriptor,
    .schema     = &http_schema,
    .probe      = http_probe,
    .stream     = stream,
    .end        = end,
    .state_size = sizeof(struct state));
