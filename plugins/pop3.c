/* SPDX-License-Identifier: Apache-2.0 */
/* POP3, RFC 1939: commands and responses; AUTH of RFC 5034, CAPA of RFC 2449, STLS of RFC 2595.
 * Mails and lists are passed over, but for a mail's Message-ID.  It is long because a response is
 * told at its end, which may come many packets later or never. */
#include "begins.h"
#include "ends.h"
#include "mails.h"

#include "netcap.pb-c.h"
#include "pop3.pb-c.h"

enum { LONGEST_VERB = 4, STATUS_MOST = 4, DESCRIPTION_MOST = 500 };

/* The first bring many lines, section 3: two of them only without an argument. */
enum { OTHER, CAPA, RETR, TOP, LIST, UIDL, USER, PASS, APOP, AUTH, STLS };

static const char *const verbs[] = {
    "", "CAPA", "RETR", "TOP", "LIST", "UIDL", "USER", "PASS", "APOP", "AUTH", "STLS", "STAT",
    "DELE", "NOOP", "RSET", "QUIT", "LAST", "UTF8", "LANG", "XTND"
};

/* What a command with an argument is called in the list of those that wait. */
enum { WITH_ARGUMENT = 0x80 };

/* Whether what the client says next may be a secret, or is one. */
enum { NOT, ASKS, CHALLENGED };

/* A response whose lines are still to come. */
struct response {
    struct nc_time time;
    uint16_t size;
    uint8_t verb;
    bool brings; /* lines up to one with a dot */
    uint8_t line[STATUS_MOST + DESCRIPTION_MOST];
};

struct state {
    struct line_side side[2]; /* the client's, the server's */
    uint8_t server;           /* 1 + the side it is; 0: not known */
    uint8_t authenticates;
    struct waiting waiting;   /* numbers of verbs[], or with WITH_ARGUMENT */
    struct response response;
    struct mail mail;
};

struct call {
    struct nc_packet *pkt;
    const struct nc_stream *is_;
    struct nc_cursor *in;
    struct state *state;
};

static uint8_t
verb_of(ProtobufCBinaryData word)
{
    return word_among(word, verbs, sizeof verbs / sizeof *verbs);
}

/* The status with which a response begins; without bytes when it does not, section 3. */
static ProtobufCBinaryData
status_of(ProtobufCBinaryData line)
{
    ProtobufCBinaryData word = cut(&line, ' ');

    if (!is(word, "+OK") && !is(word, "-ERR") && !is(word, "+"))
        word.len = 0;
    return word;
}

static bool
answers(uint8_t first)
{
    return first == '+' || first == '-';
}

/* Where no port says so it must be what a server says first of all, section 4: that it is ready. */
static bool
may_begin(const struct nc_stream *is_)
{
    return is_->by_port || (is_->opened && !is_->offset && !is_->heard);
}

static enum nc_answer
begins_as_server(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;
    ProtobufCBinaryData text = cut_line(&bytes), status = cut(&text, ' ');
    bool ended = whole || text.len;

    if (!may_begin(is_))
        return NC_NO;
    if (!ended)
        return begins_with(status, "+OK", 3) != NC_NO ||
                       (is_->by_port && begins_with(status, "-ERR", 4) != NC_NO)
                   ? NC_MORE
                   : NC_NO;
    if (is(status, "+OK"))
        return is_->by_port || text.len ? NC_YES : NC_NO;
    return is_->by_port && is(status, "-ERR") ? NC_YES : NC_NO;
}

static enum nc_answer
begins_as_client(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;
    ProtobufCBinaryData rest = cut_line(&bytes), word = cut(&rest, ' ');

    if (!is_->by_port)
        return NC_NO;
    if (verb_of(word) != OTHER)
        return whole || rest.len ? NC_YES : NC_MORE;
    return !whole && !rest.len && is_verb(word) && word.len < LONGEST_VERB ? NC_MORE : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);

    if (!bytes.len)
        return NC_MORE;
    if (is_->opened ? is_->side == NC_SERVER : answers(*bytes.data))
        return begins_as_server(is_, bytes);
    return begins_as_client(is_, bytes);
}

static Types__POP3 *
begin_record(const struct call *c, bool is_response)
{
    Types__POP3 *pop3 = nc_new(c->pkt, types__pop3);
    uint32_t server = c->state->server - 1u;

    pop3->isresponse = is_response;
    ENDS_REPORT(c->pkt, c->is_, is_response ? server : !server, pop3);
    pop3->serverip = is_response ? pop3->srcip : pop3->dstip;
    pop3->clientip = is_response ? pop3->dstip : pop3->srcip;
    return pop3;
}

static void
tell_argument(const struct call *c, uint8_t verb, ProtobufCBinaryData argument, Types__POP3 *pop3)
{
    ProtobufCBinaryData secret = argument, word;

    if (verb == PASS) {
        argument = nc_secret(c->pkt, argument);
        pop3->pass = nc_text(c->pkt, argument);
    } else if (verb == APOP || verb == AUTH) {
        word = cut(&secret, ' ');
        pop3->authtoken = nc_text(c->pkt, nc_secret(c->pkt, secret));
        if (verb == APOP)
            pop3->user = nc_text(c->pkt, word);
        if (secret.len)
            argument = without_secret(c->pkt, argument, secret);
    } else if (verb == USER) {
        pop3->user = nc_text(c->pkt, argument);
    }
    pop3->argument = nc_text(c->pkt, argument);
}

static void
read_command(const struct call *c, ProtobufCBinaryData line)
{
    ProtobufCBinaryData argument = line, word = cut(&argument, ' ');
    uint8_t verb = verb_of(word);
    Types__POP3 *pop3 = begin_record(c, false);

    nc_push(c->pkt, pop3, commands, nc_text(c->pkt, word));
    tell_argument(c, verb, argument, pop3);
    c->state->authenticates = verb == AUTH ? ASKS : NOT;
    waiting_add(&c->state->waiting, verb | (argument.len ? WITH_ARGUMENT : 0));
    nc_write(c->pkt, pop3, c->is_->time);
}

/* What answers a challenge of the server's. */
static void
read_secret(const struct call *c, ProtobufCBinaryData line)
{
    Types__POP3 *pop3 = begin_record(c, false);

    c->state->authenticates = ASKS;
    nc_push(c->pkt, pop3, commands, (char *)verbs[AUTH]);
    pop3->argument = pop3->authtoken = nc_text(c->pkt, nc_secret(c->pkt, line));
    nc_write(c->pkt, pop3, c->is_->time);
}

static void
read_client(const struct call *c)
{
    struct line_side *side = &c->state->side[NC_CLIENT];
    ProtobufCBinaryData line, word;
    uint8_t verb;

    if (!lines_next(c->in, side, &line) || !line.len)
        return;
    word = line;
    word = cut(&word, ' ');
    verb = verb_of(word);
    if (c->state->authenticates == CHALLENGED || (c->state->authenticates == ASKS && !verb)) {
        read_secret(c, line);
    } else if (!verb && (side->lost || !is_verb(word))) {
        if (!side->lost)
            nc_refuse(c->pkt, "line that is no command");
        side->lost = true;
    } else {
        side->lost = false;
        read_command(c, line);
    }
}

/* Of a mail the id is told, and of all lines how many bytes they have. */
static void
tell_response(const struct call *c, uint64_t size, bool is_mail)
{
    struct response *response = &c->state->response;
    const struct mail *mail = &c->state->mail;
    ProtobufCBinaryData line = { response->size, response->line }, status = cut(&line, ' ');
    uint8_t verb = response->verb & (uint8_t)~WITH_ARGUMENT;
    Types__POP3 *pop3 = begin_record(c, true);

    pop3->status = nc_text(c->pkt, status);
    pop3->description = nc_text(c->pkt, line);
    pop3->size = size;
    pop3->isencrypted = verb == STLS && is(status, "+OK");
    if (verb)
        nc_push(c->pkt, pop3, commands, (char *)verbs[verb]);
    if (is_mail && mail->id_size)
        nc_push(c->pkt, pop3, mailids,
                nc_text(c->pkt, (ProtobufCBinaryData){ mail->id_size, (uint8_t *)mail->id }));
    if (pop3->isencrypted)
        nc_handover(c->pkt);
    nc_write(c->pkt, pop3, response->time);
    response->brings = false;
}

static bool
brings_lines(uint8_t verb)
{
    return (verb >= CAPA && verb <= UIDL) || verb == (RETR | WITH_ARGUMENT) ||
           verb == (TOP | WITH_ARGUMENT);
}

static void
tell_lines(const struct call *c)
{
    uint8_t verb = c->state->response.verb & (uint8_t)~WITH_ARGUMENT;

    tell_response(c, c->state->mail.size, verb == RETR || verb == TOP);
}

static void
read_response(const struct call *c, ProtobufCBinaryData line, ProtobufCBinaryData status)
{
    struct state *state = c->state;
    struct response *response = &state->response;

    response->time = c->is_->time;
    if (line.len > sizeof response->line)
        line.len = sizeof response->line;
    response->size = (uint16_t)line.len;
    memcpy(response->line, line.data, response->size);
    response->verb = waiting_first(&state->waiting, !is(status, "+"));
    state->authenticates = is(status, "+") ? CHALLENGED : NOT;
    response->brings = is(status, "+OK") && brings_lines(response->verb);
    state->mail = (struct mail){ .behind_header = response->verb == CAPA };
    if (!response->brings)
        tell_response(c, 0, false);
}

static void
read_server(const struct call *c)
{
    struct line_side *side = &c->state->side[NC_SERVER];
    ProtobufCBinaryData line, status;

    if (c->state->response.brings) {
        if (mail_ends(c->in, side, &c->state->mail))
            tell_lines(c);
        return;
    }
    if (!lines_next(c->in, side, &line))
        return;
    status = status_of(line);
    if (status.len) {
        side->lost = false;
        read_response(c, line, status);
        return;
    }
    if (!side->lost)
        nc_refuse(c->pkt, "line that is no response");
    side->lost = true;
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct call c = { pkt, is_, in, memory };
    uint32_t role;

    if (!nc_left(in))
        return;
    role = lines_role(is_, &c.state->server, answers(nc_peek(in)));
    if (is_->gap) {
        if (role == NC_SERVER && c.state->response.brings)
            tell_lines(&c);
        c.state->side[role] = (struct line_side){ .lost = true };
        c.state->waiting = (struct waiting){ 0 };
    }
    if (lines_end_in_tls(in) && !c.state->response.brings)
        nc_decline(in);
    else if (role == NC_CLIENT)
        read_client(&c);
    else
        read_server(&c);
}

/* The lines did not come to their end. */
static void
end(struct nc_packet *pkt, const struct nc_stream *is_, void *memory)
{
    struct call c = { pkt, is_, NULL, memory };

    if (c.state->response.brings)
        tell_lines(&c);
}

NC_SCHEMA(pop3);

NC_PLUGIN(pop3,
    .name       = "POP3",
    .about      = "Post Office Protocol 3: commands and responses",
    .type       = TYPES__TYPE__NC_POP3,
    .record     = &types__pop3__descriptor,
    .schema     = &pop3_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 110)),
    .probe      = probe,
    .stream     = stream,
    .end        = end,
    .state_size = sizeof(struct state));
