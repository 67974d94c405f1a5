/* SPDX-License-Identifier: Apache-2.0 */
/* IMAP, RFC 9051 and RFC 3501: commands and responses, line by line.  Literals, section 4.3, and
 * what stands behind them in a line are passed over.  It is long because either side's lines, which
 * have little in common, are to be told from what they are not. */
#include "begins.h"
#include "ends.h"
#include "imap.h"

#include "imap.pb-c.h"
#include "netcap.pb-c.h"

enum { TAG_MOST = 16, SENT_MOST = 16, ARGUMENT_MOST = 1024, LONGEST_VERB = 13,
       BEGINNING_MOST = 64 };

/* Whether what the client says next may be a secret, or is one. */
enum { NOT, ASKS, CHALLENGED };

struct side {
    struct line_side lines;
    bool continued; /* behind a literal the same line goes on */
};

/* A command that no response has ended yet. */
struct sent {
    uint8_t size, verb;
    uint8_t tag[TAG_MOST];
};

struct state {
    struct side side[2]; /* the client's, the server's */
    uint8_t server;      /* 1 + the side it is; 0: not known */
    uint8_t authenticates, next;
    bool over;           /* what follows is compressed, RFC 4978 */
    struct sent sent[SENT_MOST];
};

struct call {
    struct nc_packet *pkt;
    const struct nc_stream *is_;
    struct nc_cursor *in;
    struct state *state;
    struct side *side;
};

static enum nc_answer
begins_response(ProtobufCBinaryData line, bool whole)
{
    struct response response = imap_response(line);

    if (response.known && (whole || response.rest.len))
        return NC_YES;
    return whole || line.len > BEGINNING_MOST ? NC_NO : NC_MORE;
}

/* A greeting, section 7.1, is what a server says first of all, on any port; where the port says so
 * any line that can be one. */
static enum nc_answer
begins_as_server(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    static const char *const greetings[] = { "* OK ", "* PREAUTH ", "* BYE " };
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL, more = false;
    bool first = is_->opened && !is_->offset && !is_->heard;

    for (size_t i = 0; i < 3 && (first || is_->by_port); i++) {
        enum nc_answer answer = begins_with(bytes, greetings[i], strlen(greetings[i]));

        if (answer == NC_YES)
            return answer;
        more |= answer == NC_MORE;
    }
    if (is_->by_port)
        return begins_response(cut_line(&bytes), whole);
    return more && !whole ? NC_MORE : NC_NO;
}

static enum nc_answer
begins_as_client(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;
    ProtobufCBinaryData line = cut_line(&bytes), rest = line, tag = cut(&rest, ' '), word;

    if (!is_->by_port || !imap_is_tag(tag))
        return NC_NO;
    if (whole)
        return imap_is_command(line) ? NC_YES : NC_NO;
    word = cut(&rest, ' ');
    return !rest.len && word.len < LONGEST_VERB && (!word.len || is_verb(word)) ? NC_MORE
           : imap_is_command(line)                                                   ? NC_YES
                                                                                : NC_NO;
}

static bool
answers(ProtobufCBinaryData bytes)
{
    return bytes.len && (*bytes.data == '*' || *bytes.data == '+' ||
                         imap_response(cut_line(&bytes)).known);
}

/* Whether enough is there to tell who answers. */
static bool
tells_role(const struct nc_stream *is_, const struct state *state, ProtobufCBinaryData bytes)
{
    return state->server || is_->opened || bytes.len > LINE_MOST ||
           memchr(bytes.data, '\n', bytes.len) != NULL;
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);

    if (!bytes.len)
        return NC_MORE;
    if (is_->opened ? is_->side == NC_SERVER : answers(bytes))
        return begins_as_server(is_, bytes);
    return begins_as_client(is_, bytes);
}

static Types__IMAP *
begin_record(const struct call *c, bool is_response)
{
    Types__IMAP *imap = nc_new(c->pkt, types__imap);

    imap->isresponse = is_response;
    ENDS_REPORT(c->pkt, c->is_, c->is_->side, imap);
    return imap;
}

static uint64_t
pass_literal(const struct call *c, ProtobufCBinaryData line)
{
    int64_t size = imap_literal(line);

    c->side->continued = size >= 0;
    if (size > 0)
        nc_pass(c->pkt, (uint64_t)size);
    return size > 0 ? (uint64_t)size : 0;
}

static ProtobufCBinaryData
clipped(ProtobufCBinaryData text)
{
    text.len = text.len < ARGUMENT_MOST ? text.len : ARGUMENT_MOST;
    return text;
}

static ProtobufCBinaryData
tell_secret(const struct call *c, uint8_t verb, ProtobufCBinaryData argument, Types__IMAP *imap)
{
    ProtobufCBinaryData secret = argument, first;

    if (verb != LOGIN && verb != AUTHENTICATE)
        return argument;
    first = imap_cut_string(&secret);
    if (verb == LOGIN && imap_literal(first) < 0)
        imap->user = nc_text(c->pkt, first);
    if (!secret.len || imap_literal(secret) >= 0)
        return argument;
    return without_secret(c->pkt, argument, secret);
}

static void
remember(struct state *state, ProtobufCBinaryData tag, uint8_t verb)
{
    struct sent *sent = &state->sent[state->next];

    if (tag.len > TAG_MOST)
        return;
    state->next = (uint8_t)((state->next + 1) % SENT_MOST);
    *sent = (struct sent){ .size = (uint8_t)tag.len, .verb = verb };
    memcpy(sent->tag, tag.data, tag.len);
}

static uint8_t
forget(struct state *state, ProtobufCBinaryData tag)
{
    for (size_t i = 0; i < SENT_MOST; i++) {
        struct sent *sent = &state->sent[i];

        if (sent->size && sent->size == tag.len && memcmp(sent->tag, tag.data, tag.len) == 0) {
            sent->size = 0;
            return sent->verb;
        }
    }
    return OTHER;
}

static void
read_command(const struct call *c, ProtobufCBinaryData line)
{
    Types__IMAP *imap = begin_record(c, false);
    ProtobufCBinaryData argument = line, tag = cut(&argument, ' '), word = cut(&argument, ' ');
    uint8_t verb;

    imap->literalsize = pass_literal(c, line);
    if (!word.len) { /* DONE has no tag, section 6.3.13 */
        word = tag;
        tag.len = 0;
    }
    imap->byuid = imap_verb(word) == UID;
    if (imap->byuid)
        word = cut(&argument, ' ');
    verb = imap_verb(word);
    imap->tag = nc_text(c->pkt, tag);
    imap->command = nc_text(c->pkt, word);
    imap->argument = nc_text(c->pkt, tell_secret(c, verb, clipped(argument), imap));
    if (verb != DONE)
        c->state->authenticates = verb == AUTHENTICATE ? ASKS : NOT;
    remember(c->state, tag, verb);
    nc_write(c->pkt, imap, c->is_->time);
}

/* What answers a challenge of the server's. */
static void
read_secret(const struct call *c, ProtobufCBinaryData line)
{
    Types__IMAP *imap = begin_record(c, false);

    c->state->authenticates = ASKS;
    imap->command = (char *)imap_verbs[AUTHENTICATE];
    imap->argument = nc_text(c->pkt, nc_secret(c->pkt, clipped(line)));
    nc_write(c->pkt, imap, c->is_->time);
}

static void
read_client(const struct call *c, ProtobufCBinaryData line)
{
    ProtobufCBinaryData rest = line, tag = cut(&rest, ' '), word = cut(&rest, ' ');
    bool *lost = &c->side->lines.lost, known = imap_is_command(line);

    if (c->state->authenticates == CHALLENGED || (c->state->authenticates == ASKS && !known)) {
        read_secret(c, line);
    } else if (known || (!*lost && imap_is_tag(tag) && is_verb(word))) {
        *lost = c->side->lines.skipping;
        read_command(c, line);
    } else {
        if (!*lost)
            nc_refuse(c->pkt, "line that is no command");
        *lost = true;
    }
}

/* What the response changes of what follows. */
static void
follow(const struct call *c, const struct response *response, uint8_t verb, Types__IMAP *imap)
{
    if (is(response->tag, "+")) {
        if (c->state->authenticates == ASKS)
            c->state->authenticates = CHALLENGED;
        return;
    }
    if (!is(response->tag, "*"))
        c->state->authenticates = NOT;
    if (verb == STARTTLS && response->status == OK) {
        imap->isencrypted = true;
        nc_handover(c->pkt);
    }
    c->state->over = verb == COMPRESS && response->status == OK;
}

static void
read_response(const struct call *c, ProtobufCBinaryData line, const struct response *response)
{
    Types__IMAP *imap = begin_record(c, true);
    bool tagged = !is(response->tag, "*") && !is(response->tag, "+");
    uint8_t verb = tagged ? forget(c->state, response->tag) : OTHER;
    ProtobufCBinaryData argument = response->rest;

    imap->literalsize = pass_literal(c, line);
    imap->tag = nc_text(c->pkt, response->tag);
    imap->status = (char *)imap_statuses[response->status];
    if (is(response->tag, "+"))
        argument = behind(line, 2);
    else if (tagged)
        imap->command = (char *)imap_verbs[verb];
    else if (!response->status)
        imap->command = nc_text(c->pkt, response->word);
    imap->number = response->number < 0 ? 0 : (uint32_t)response->number;
    imap->argument = nc_text(c->pkt, clipped(argument));
    follow(c, response, verb, imap);
    nc_write(c->pkt, imap, c->is_->time);
}

static void
read_server(const struct call *c, ProtobufCBinaryData line)
{
    struct response response = imap_response(line);
    bool *lost = &c->side->lines.lost;

    if (response.known || (!*lost && is(response.tag, "*") && is_verb(response.word))) {
        *lost = c->side->lines.skipping;
        read_response(c, line, &response);
        return;
    }
    if (!*lost)
        nc_refuse(c->pkt, "line that is no response");
    *lost = true;
}

static void
read_line(const struct call *c, uint32_t role)
{
    ProtobufCBinaryData line;

    if (!lines_next(c->in, &c->side->lines, &line))
        return;
    if (c->side->continued) {
        pass_literal(c, line);
        c->side->lines.lost |= c->side->lines.skipping;
    } else if (line.len && role == NC_CLIENT) {
        read_client(c, line);
    } else if (line.len) {
        read_server(c, line);
    }
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct call c = { pkt, is_, in, memory, NULL };
    uint32_t role;

    if (!nc_left(in))
        return;
    if (c.state->over) {
        nc_pass(pkt, UINT64_MAX);
        return;
    }
    if (!tells_role(is_, c.state, nc_rest(in)))
        return;
    role = lines_role(is_, &c.state->server, answers(nc_rest(in)));
    c.side = &c.state->side[role];
    if (is_->gap)
        *c.side = (struct side){ .lines = { .lost = true } };
    if (lines_end_in_tls(in))
        nc_decline(in);
    else
        read_line(&c, role);
}

NC_SCHEMA(imap);

NC_PLUGIN(imap,
    .name       = "IMAP",
    .about      = "Internet Message Access Protocol: commands and responses",
    .type       = TYPES__TYPE__NC_IMAP,
    .record     = &types__imap__descriptor,
    .schema     = &imap_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 143)),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
