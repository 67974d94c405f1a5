/* SPDX-License-Identifier: Apache-2.0 */
/* FTP's control connection, RFC 959: commands and replies; EPRT and EPSV of RFC 2428, AUTH of RFC
 * 2228 and 4217.  It is long because there are four forms of where data goes. */
#include "ends.h"
#include "lines.h"

#include "ftp.pb-c.h"
#include "netcap.pb-c.h"

enum { LONGEST_VERB = 4, PORT_DIGITS = 5, ADDRESS_NUMBERS = 6, NUMBER_DIGITS = 3 };

enum { PRELIMINARY_MOST = 199, READY = 220, PASSIVE = 227, EXTENDED_PASSIVE = 229, SECURED = 234 };

/* What separates commands of Telnet's, RFC 854, which users interrupt transfers with. */
enum { TELNET_COMMAND = 0xff };

enum { OTHER, PASS, ACCT, ADAT, PORT, EPRT, AUTH };

static const char *const verbs[] = {
    "", "PASS", "ACCT", "ADAT", "PORT", "EPRT", "AUTH", "USER", "CWD", "CDUP", "SMNT", "QUIT",
    "REIN", "PASV", "TYPE", "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "ALLO", "REST", "RNFR",
    "RNTO", "ABOR", "DELE", "RMD", "MKD", "PWD", "LIST", "NLST", "SITE", "SYST", "STAT", "HELP",
    "NOOP", "PBSZ", "PROT", "CCC", "MIC", "CONF", "ENC", "FEAT", "OPTS", "LANG", "EPSV", "MDTM",
    "SIZE", "MLST", "MLSD", "HOST", "XCUP", "XCWD", "XMKD", "XPWD", "XRMD", "CLNT", "MFMT", "AVBL"
};

struct state {
    struct line_side side[2]; /* the client's, the server's */
    uint8_t server;           /* 1 + the side it is; 0: not known */
    struct waiting waiting;   /* numbers of verbs[] */
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

/* A greeting, section 5.4; where no port says so the server must say what it is.  Connections that
 * are captured from their middle are believed to be what their port says. */
static enum nc_answer
begins_as_server(const struct nc_stream *is_, ProtobufCBinaryData bytes)
{
    ProtobufCBinaryData line;
    enum nc_answer answer = reply_begins(bytes, &line);

    if (answer != NC_YES)
        return answer;
    if (holds_word(line, "FTP"))
        return (reply_code(line) == READY && !holds_word(line, "SMTP")) || is_->by_port ? NC_YES
                                                                                        : NC_NO;
    return is_->by_port && !holds_word(line, "SMTP") ? NC_YES : NC_NO;
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
    if (is_->opened ? is_->side == NC_SERVER : is_digit(*bytes.data))
        return begins_as_server(is_, bytes);
    return begins_as_client(is_, bytes);
}

static Types__FTP *
begin_record(const struct call *c, bool is_response)
{
    Types__FTP *ftp = nc_new(c->pkt, types__ftp);

    ftp->isresponse = is_response;
    ENDS_REPORT(c->pkt, c->is_, c->is_->side, ftp);
    return ftp;
}

/* h1,h2,h3,h4,p1,p2, section 4.1.2: address and port, a number for each byte. */
static void
tell_numbers(struct nc_packet *pkt, ProtobufCBinaryData text, Types__FTP *ftp)
{
    uint8_t bytes[ADDRESS_NUMBERS];

    for (size_t i = 0; i < ADDRESS_NUMBERS; i++) {
        ProtobufCBinaryData digits = i + 1 < ADDRESS_NUMBERS ? trimmed(cut(&text, ',')) : text;
        int64_t value;

        if (i + 1 == ADDRESS_NUMBERS)
            for (digits.len = 0; digits.len < text.len && is_digit(text.data[digits.len]);)
                digits.len++;
        value = number(digits, NUMBER_DIGITS);
        if (value < 0 || value > UINT8_MAX)
            return;
        bytes[i] = (uint8_t)value;
    }
    ftp->dataip = nc_address_text(pkt, NC_ENDPOINT_IPV4, bytes);
    ftp->dataport = bytes[4] << 8 | bytes[5];
}

/* |protocol|address|port|, RFC 2428 section 2, the first byte being what separates them. */
static bool
tell_extended(struct nc_packet *pkt, ProtobufCBinaryData text, Types__FTP *ftp)
{
    uint8_t bar = text.len ? *text.data : 0;
    ProtobufCBinaryData address;
    int64_t port;

    cut(&text, bar);
    cut(&text, bar);
    address = cut(&text, bar);
    port = number(cut(&text, bar), PORT_DIGITS);
    if (port <= 0 || port > UINT16_MAX)
        return false;
    ftp->dataip = nc_text(pkt, address);
    ftp->dataport = (int32_t)port;
    return true;
}

static void
read_command(const struct call *c, ProtobufCBinaryData line)
{
    ProtobufCBinaryData argument = line, word = cut(&argument, ' ');
    uint8_t verb = verb_of(word);
    Types__FTP *ftp = begin_record(c, false);

    ftp->command = nc_text(c->pkt, word);
    switch (verb) {
    case PASS:
    case ACCT:
    case ADAT: argument = nc_secret(c->pkt, argument); break;
    case PORT: tell_numbers(c->pkt, argument, ftp); break;
    case EPRT: tell_extended(c->pkt, argument, ftp); break;
    }
    ftp->argument = nc_text(c->pkt, argument);
    waiting_add(&c->state->waiting, verb);
    nc_write(c->pkt, ftp, c->is_->time);
}

static void
read_client(const struct call *c)
{
    struct line_side *side = &c->state->side[NC_CLIENT];
    ProtobufCBinaryData line, word;

    if (!lines_next(c->in, side, &line))
        return;
    while (line.len > 1 && *line.data == TELNET_COMMAND)
        line = behind(line, 2);
    word = line;
    word = cut(&word, ' ');
    if (!line.len || (side->lost && verb_of(word) == OTHER))
        return;
    side->lost = !is_verb(word);
    if (side->lost)
        nc_refuse(c->pkt, "line that is no command");
    else
        read_command(c, line);
}

/* What stands in brackets. */
static ProtobufCBinaryData
in_brackets(ProtobufCBinaryData text)
{
    ProtobufCBinaryData before = text;

    if (text.data && memchr(text.data, '(', text.len))
        cut(&before, '(');
    else
        while (before.len && !is_digit(*before.data))
            before = behind(before, 1);
    return before;
}

static void
tell_reply(const struct call *c, const struct line_list *reply, Types__FTP *ftp)
{
    ProtobufCBinaryData where = in_brackets(behind(reply->list[0], CODE_SIZE + 1));

    for (size_t i = 0; i < reply->n_list; i++) {
        bool coded = reply_code(reply->list[i]) == ftp->responsecode;

        nc_push(c->pkt, ftp, replies,
                nc_text(c->pkt, coded ? behind(reply->list[i], CODE_SIZE + 1) : reply->list[i]));
    }
    if (ftp->responsecode == PASSIVE)
        tell_numbers(c->pkt, where, ftp);
    else if (ftp->responsecode == EXTENDED_PASSIVE && tell_extended(c->pkt, where, ftp))
        ftp->dataip = ftp->srcip;
    ftp->passive = ftp->dataport && ftp->dataip[0];
}

static void
read_server(const struct call *c)
{
    struct line_side *side = &c->state->side[NC_SERVER];
    struct line_list reply = { 0, NULL };
    Types__FTP *ftp;
    uint8_t verb;

    if (!lines_reply(c->pkt, c->in, side, true, &reply))
        return;
    if (reply_code(reply.list[0]) < 0) {
        if (!side->lost)
            nc_refuse(c->pkt, "line that is no reply");
        side->lost = true;
        return;
    }
    side->lost = false;
    ftp = begin_record(c, true);
    ftp->responsecode = reply_code(reply.list[0]);
    verb = waiting_first(&c->state->waiting, ftp->responsecode > PRELIMINARY_MOST);
    ftp->command = (char *)verbs[verb];
    tell_reply(c, &reply, ftp);
    ftp->isencrypted = verb == AUTH && ftp->responsecode == SECURED;
    if (ftp->isencrypted)
        nc_handover(c->pkt);
    nc_write(c->pkt, ftp, c->is_->time);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *memory)
{
    struct call c = { pkt, is_, in, memory };
    uint32_t role;

    if (!nc_left(in))
        return;
    role = lines_role(is_, &c.state->server, is_digit(nc_peek(in)));
    if (is_->gap) {
        c.state->side[role] = (struct line_side){ .lost = true };
        c.state->waiting = (struct waiting){ 0 };
    }
    if (lines_end_in_tls(in))
        nc_decline(in);
    else if (role == NC_CLIENT)
        read_client(&c);
    else
        read_server(&c);
}

NC_SCHEMA(ftp);

NC_PLUGIN(ftp,
    .name       = "FTP",
    .about      = "File Transfer Protocol: commands and replies",
    .type       = TYPES__TYPE__NC_FTP,
    .record     = &types__ftp__descriptor,
    .schema     = &ftp_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 21)),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
