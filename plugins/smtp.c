/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP, RFC 5321: commands and replies; AUTH of RFC 4954, BDAT of RFC 3030, STARTTLS of RFC 3207,
 * enhanced codes of RFC 2034.  Mails are passed over, but for their Message-ID.  It is long because
 * what a client's line is, a command, a secret or a mail's, depends on all that was said before. */
#include "begins.h"
#include "ends.h"
#include "mails.h"

#include "netcap.pb-c.h"
#include "smtp.pb-c.h"

enum { LONGEST_VERB = 8, SIZE_DIGITS = 18 };

enum { READY = 220, GO_ON_AUTH = 334, GO_ON_DATA = 354, DONE = 250 };

/* 0 is none that stands here. */
enum verb { OTHER, EHLO, LHLO, MAIL, RCPT, DATA, BDAT, AUTH, STARTTLS, END_OF_MAIL, KNOWN };

static const char *const verbs[] = {
    "", "EHLO", "LHLO", "MAIL", "RCPT", "DATA", "BDAT", "AUTH", "STARTTLS", ".", "HELO", "RSET",
    "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "TURN", "ETRN", "ATRN", "SEND", "SOML", "SAML", "BURL",
    "XCLIENT", "XFORWARD"
};

/* Whether what the client says next may be a secret, or is one. */
enum { NOT, ASKS, CHALLENGED };

struct state {
    struct line_side side[2]; /* the client's, the server's */
    uint8_t server;           /* 1 + the side it is; 0: not known */
    bool data;          /* asked for, and not answered: what follows may be a mail */
    bool content;       /* the client sends one */
    bool replied;       /* since it began: it is over if bytes were lost, that with its end too */
    uint8_t authenticates;
    struct waiting waiting; /* numbers of verbs[] */
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

/* A greeting, section 4.2; where no port says so the server must say what it is.  Connections that
 * are captured from their middle are believed to be what their port says. */
static enum nc_answer
begins_as_server(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    ProtobufCBinaryData line;
    enum nc_answer answer = reply_begins(bytes, &line);

    if (answer != NC_YES)
        return answer;
    if (holds_word(line, "SMTP") || holds_word(line, "LMTP"))
        return reply_code(line) == READY || is_->by_port ? NC_YES : NC_NO;
    return is_->by_port && !holds_word(line, "FTP") ? NC_YES : NC_NO;
}

/* Any command where the port says so; a greeting of which nothing else is known elsewhere. */
static enum nc_answer
begins_as_client(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    ProtobufCBinaryData rest = bytes, word;
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;

    if (!is_->by_port)
        return begins_with(bytes, "EHLO ", 5);
    rest = cut_line(&rest);
    word = cut(&rest, ' ');
    if (verb_of(word) != OTHER && verb_of(word) != END_OF_MAIL)
        return whole || rest.len ? NC_YES : NC_MORE;
    return !whole && !rest.len && is_verb(word) && word.len < LONGEST_VERB ? NC_MORE : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);

    if (!bytes.len)
        return NC_MORE;
    if (is_->opened ? is_->side == NC_SERVER : is_digit(*bytes.data))
        return begins_as_server(is_, bytes);
    return begins_as_client(is_, bytes);
}

static Types__SMTP *
begin_record(const struct call *c, bool is_response)
{
    Types__SMTP *smtp = nc_new(c->pkt, types__smtp);

    smtp->isresponse = is_response;
    ENDS_REPORT(c->pkt, c->is_, c->is_->side, smtp);
    return smtp;
}

/* <path> behind a colon, section 4.1.2; without its brackets. */
static char *
path_of(struct nc_packet *pkt, ProtobufCBinaryData argument)
{
    ProtobufCBinaryData path;

    cut(&argument, ':');
    argument = trimmed(argument);
    if (!argument.len || *argument.data != '<')
        return nc_text(pkt, cut(&argument, ' '));
    argument = behind(argument, 1);
    path = cut(&argument, '>');
    return nc_text(pkt, path);
}

/* RFC 4954 section 4: a mechanism, and what may stand behind it. */
static ProtobufCBinaryData
mechanism(struct nc_packet *pkt, ProtobufCBinaryData argument)
{
    ProtobufCBinaryData secret = argument;

    cut(&secret, ' ');
    return secret.len ? without_secret(pkt, argument, secret) : argument;
}

/* RFC 3030 section 2: so many bytes follow at once. */
static void
pass_chunk(struct nc_packet *pkt, ProtobufCBinaryData argument)
{
    int64_t size = number(cut(&argument, ' '), SIZE_DIGITS);

    if (size > 0)
        nc_pass(pkt, (uint64_t)size);
}

static void
read_command(const struct call *c, ProtobufCBinaryData line)
{
    ProtobufCBinaryData argument = line, word = cut(&argument, ' ');
    uint8_t verb = verb_of(word);
    Types__SMTP *smtp = begin_record(c, false);

    argument = trimmed(argument);
    nc_push(c->pkt, smtp, commands, nc_text(c->pkt, word));
    switch (verb) {
    case MAIL: smtp->sender = path_of(c->pkt, argument); break;
    case RCPT: smtp->recipient = path_of(c->pkt, argument); break;
    case AUTH: argument = mechanism(c->pkt, argument); break;
    case BDAT: pass_chunk(c->pkt, argument); break;
    case END_OF_MAIL: c->state->mail = (struct mail){ 0 }; break; /* of none */
    }
    smtp->argument = nc_text(c->pkt, argument);
    c->state->data = verb == DATA;
    c->state->authenticates = verb == AUTH ? ASKS : NOT;
    waiting_add(&c->state->waiting, verb);
    nc_write(c->pkt, smtp, c->is_->time);
}

/* What answers a challenge of the server's. */
static void
read_secret(const struct call *c, ProtobufCBinaryData line)
{
    Types__SMTP *smtp = begin_record(c, false);

    c->state->authenticates = ASKS;
    nc_push(c->pkt, smtp, commands, (char *)verbs[AUTH]);
    smtp->argument = nc_text(c->pkt, nc_secret(c->pkt, line));
    nc_write(c->pkt, smtp, c->is_->time);
}

static void
read_content(const struct call *c)
{
    struct state *state = c->state;

    if (!mail_ends(c->in, &state->side[NC_CLIENT], &state->mail))
        return;
    state->content = state->side[NC_CLIENT].lost = false;
    waiting_add(&state->waiting, END_OF_MAIL);
}

static void
begin_content(struct state *state)
{
    state->data = false;
    state->content = true;
    state->replied = false;
    state->mail = (struct mail){ 0 };
}

/* Whether a line that is no command is a mail's first one, or an answer to a challenge. */
static bool
begins_content(const struct state *state, uint8_t verb)
{
    return state->data && verb == OTHER;
}

static bool
is_secret(const struct state *state, uint8_t verb)
{
    return state->authenticates == CHALLENGED || (state->authenticates == ASKS && verb == OTHER);
}

static void
read_line(const struct call *c, ProtobufCBinaryData line, uint8_t verb)
{
    struct line_side *side = &c->state->side[NC_CLIENT];
    ProtobufCBinaryData word = line;

    word = cut(&word, ' ');
    if (is_secret(c->state, verb)) {
        read_secret(c, line);
    } else if (verb == OTHER && (side->lost || !is_verb(word))) {
        if (!side->lost)
            nc_refuse(c->pkt, "line that is no command");
        side->lost = true;
    } else {
        side->lost = false;
        read_command(c, line);
    }
}

static void
read_client(const struct call *c)
{
    struct nc_cursor ahead = nc_ahead(c->in);
    struct line_side after = c->state->side[NC_CLIENT];
    ProtobufCBinaryData line = { 0, NULL }, word;
    bool is_line;
    uint8_t verb;

    if (c->state->content) {
        read_content(c);
        return;
    }
    is_line = lines_next(&ahead, &after, &line);
    word = line;
    verb = verb_of(cut(&word, ' '));
    if (is_line && begins_content(c->state, verb)) {
        begin_content(c->state);
        read_content(c);
        return;
    }
    nc_skip(c->in, nc_left(c->in) - nc_left(&ahead));
    c->state->side[NC_CLIENT] = after;
    if (is_line && line.len)
        read_line(c, line, verb);
}

/* RFC 3463 section 2: class, subject and detail; behind the code, RFC 2034 section 4. */
static ProtobufCBinaryData
enhanced_code(ProtobufCBinaryData text)
{
    ProtobufCBinaryData code = cut(&text, ' '), rest = code, part[3];

    for (size_t i = 0; i < 3; i++)
        part[i] = cut(&rest, '.');
    if (rest.len || part[0].len != 1 || number(part[0], 1) < 2 || number(part[0], 1) > 5 ||
        number(part[1], CODE_SIZE) < 0 || number(part[2], CODE_SIZE) < 0)
        code.len = 0;
    return code;
}

static void
tell_reply(const struct call *c, const struct line_list *reply, uint8_t verb, Types__SMTP *smtp)
{
    bool lists = smtp->responsecode == DONE && (verb == EHLO || verb == LHLO);

    for (size_t i = 0; i < reply->n_list; i++) {
        ProtobufCBinaryData text = behind(reply->list[i], CODE_SIZE + 1);

        nc_push(c->pkt, smtp, replies, nc_text(c->pkt, text));
        if (i && lists)
            nc_push(c->pkt, smtp, extensions, nc_text(c->pkt, text));
    }
    smtp->enhancedcode = nc_text(c->pkt, enhanced_code(behind(reply->list[0], CODE_SIZE + 1)));
    if (verb != OTHER)
        nc_push(c->pkt, smtp, commands, (char *)verbs[verb]);
}

static void
tell_mail(const struct call *c, Types__SMTP *smtp)
{
    const struct mail *mail = &c->state->mail;

    smtp->mailsize = mail->size;
    if (mail->id_size)
        nc_push(c->pkt, smtp, mailids,
                nc_text(c->pkt, (ProtobufCBinaryData){ mail->id_size, (uint8_t *)mail->id }));
}

/* What the answer changes of what the client says next. */
static void
follow(const struct call *c, uint8_t verb, Types__SMTP *smtp)
{
    struct state *state = c->state;

    if (smtp->responsecode == GO_ON_AUTH) {
        state->authenticates = CHALLENGED;
    } else if (verb == AUTH) {
        state->authenticates = NOT;
    } else if (verb == DATA && state->data) {
        state->data = false;
        if (smtp->responsecode == GO_ON_DATA)
            begin_content(state);
    } else if (verb == END_OF_MAIL) {
        tell_mail(c, smtp);
    } else if (verb == STARTTLS && smtp->responsecode == READY) {
        smtp->isencrypted = true;
        nc_handover(c->pkt);
    }
}

static void
read_server(const struct call *c)
{
    struct state *state = c->state;
    struct line_side *side = &state->side[NC_SERVER];
    struct line_list reply = { 0, NULL };
    Types__SMTP *smtp;
    int32_t code;
    uint8_t verb;

    if (!lines_reply(c->pkt, c->in, side, false, &reply))
        return;
    code = reply_code(reply.list[0]);
    if (code < 0) {
        if (!side->lost)
            nc_refuse(c->pkt, "line that is no reply");
        side->lost = true;
        return;
    }
    side->lost = false;
    state->replied = true;
    if (state->side[NC_CLIENT].lost)
        state->content = false;
    verb = waiting_first(&state->waiting, code != GO_ON_AUTH);
    smtp = begin_record(c, true);
    smtp->responsecode = code;
    tell_reply(c, &reply, verb, smtp);
    follow(c, verb, smtp);
    nc_write(c->pkt, smtp, c->is_->time);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct call c = { pkt, is_, in, memory };
    struct line_side *side;
    uint32_t role;

    if (!nc_left(in))
        return;
    role = lines_role(is_, &c.state->server, is_digit(nc_peek(in)));
    side = &c.state->side[role];
    if (is_->gap) {
        *side = (struct line_side){ .lost = true };
        if (role == NC_CLIENT && c.state->replied)
            c.state->content = false;
        c.state->waiting = (struct waiting){ 0 };
    }
    if (lines_end_in_tls(in) && !c.state->content)
        nc_decline(in);
    else if (role == NC_CLIENT)
        read_client(&c);
    else
        read_server(&c);
}

NC_SCHEMA(smtp);

NC_PLUGIN(smtp,
    .name       = "SMTP",
    .about      = "Simple Mail Transfer Protocol: commands and replies",
    .type       = TYPES__TYPE__NC_SMTP,
    .record     = &types__smtp__descriptor,
    .schema     = &smtp_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 25), NC_KEY(NC_TCP_PORT, 587),
                        NC_KEY(NC_TCP_PORT, 2525)),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
