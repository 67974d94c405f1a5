/* SPDX-License-Identifier: Apache-2.0 */
/* SIP, RFC 3261: the start line and the header fields of a message.  Of bodies, none of which is
 * written, those in datagrams that describe media are read, so that these are known when they
 * come. */
#include "media.h"
#include "sip.h"
#include "texts.h"

#include "netcap.pb-c.h"
#include "sip.pb-c.h"

/* Each line is compared with all before it; real messages have some dozens. */
enum { LINES_MOST = 512, HEADER_MOST = 65000, FIRST_LINE_MOST = 4096, CODE_DIGITS = 3,
       SIZE_DIGITS_MOST = 9 };

/* By the numbers that the record has for them, from 1 on. */
static const char *const methods[] = {
    "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "SUBSCRIBE", "NOTIFY",
    "PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE", "PING"
};

/* What stands on one line, and what comes before it where lines are joined. */
struct piece {
    uint8_t before;
    ProtobufCBinaryData text;
};

/* All lines of one name. */
struct field {
    ProtobufCBinaryData name;
    size_t size; /* as text */
    size_t n_pieces;
    struct piece *pieces;
};

struct fields {
    size_t n_list;
    struct field **list;
};

/* The next line without its end; false when its end is not there. */
static bool
next_line(struct nc_cursor *in, ProtobufCBinaryData *line)
{
    ProtobufCBinaryData rest = nc_rest(in);
    const uint8_t *end = rest.data ? memchr(rest.data, '\n', rest.len) : NULL;

    if (!end)
        return false;
    *line = without_end(nc_bytes(in, (size_t)(end - rest.data)));
    nc_skip(in, 1);
    return true;
}

static int32_t
version_of(ProtobufCBinaryData text)
{
    return is(text, "sip/2.0") ? 2 : is(text, "sip/1.0") ? 1 : 0;
}

/* Unlike nearly all else, methods distinguish case, RFC 3261 section 7.1. */
static int32_t
method_of(ProtobufCBinaryData text)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (text.len == strlen(methods[i]) && memcmp(text.data, methods[i], text.len) == 0)
            return (int32_t)i + 1;
    return 0;
}

static void
read_start_line(struct nc_packet *pkt, struct nc_cursor *in, Types__SIP *sip)
{
    ProtobufCBinaryData line = { 0, NULL }, first, second;
    bool whole;

    /* Ends of lines before a message are ignored, section 7.5. */
    while ((whole = next_line(in, &line)) && !line.len)
        continue;
    if (!whole) { /* a keep-alive, RFC 5626 section 3.5.1, or the middle of a message */
        nc_decline(in);
        return;
    }
    first = cut(&line, ' ');
    second = cut(&line, ' ');
    sip->isresponse = version_of(first) != 0;
    sip->version = version_of(sip->isresponse ? first : trimmed(line));
    nc_require(in, sip->version, "neither SIP/1.0 nor SIP/2.0");
    if (!sip->isresponse) {
        sip->method = method_of(first);
        return;
    }
    nc_require(in, second.len == CODE_DIGITS, "status code of other than three digits");
    sip->responsecode = (int32_t)number(second, CODE_DIGITS);
    nc_require(in, sip->responsecode >= 0, "status code that is no number");
    sip->responsestatus = nc_text(pkt, line);
}

static struct field *
find(const struct fields *fields, const uint8_t *name, size_t size)
{
    for (size_t i = 0; i < fields->n_list; i++)
        if (same(fields->list[i]->name, name, size))
            return fields->list[i];
    return NULL;
}

static struct field *
find_word(const struct fields *fields, const char *name)
{
    return find(fields, (const uint8_t *)name, strlen(name));
}

static void
add_piece(struct nc_packet *pkt, struct field *to, uint8_t before, ProtobufCBinaryData text)
{
    struct piece piece = { before, text };

    nc_push(pkt, to, pieces, piece);
    to->size += 1 + text.len;
}

/* The field that the line belongs to; NULL when it is none. */
static struct field *
read_field(struct nc_packet *pkt, ProtobufCBinaryData line, struct fields *fields)
{
    bool colon = memchr(line.data, ':', line.len) != NULL;
    ProtobufCBinaryData name = trimmed(cut(&line, ':'));
    struct field *field;

    if (!colon || !name.len)
        return NULL;
    field = find(fields, name.data, name.len);
    if (!field) {
        field = nc_alloc(pkt, sizeof *field);
        field->name = name;
        field->size = name.len;
        nc_push(pkt, fields, list, field);
    }
    add_piece(pkt, field, field->n_pieces ? ',' : ':', trimmed(line));
    return field;
}

/* Up to the empty line; what is wrong, or NULL. */
static const char *
read_fields(struct nc_packet *pkt, struct nc_cursor *in, struct fields *fields)
{
    struct field *last = NULL;
    const char *wrong = NULL;
    ProtobufCBinaryData line;

    for (int lines = 0; lines < LINES_MOST; lines++) {
        if (!next_line(in, &line))
            return "ends within its header";
        if (!line.len)
            return wrong;
        /* A line that begins with a blank continues the one before, section 7.3.1. */
        if (!blank(*line.data))
            last = read_field(pkt, line, fields);
        else if (last)
            add_piece(pkt, last, ' ', trimmed(line));
        if (!last)
            wrong = "header line without a name";
    }
    return "more than 512 header lines";
}

static ProtobufCBinaryData
behind(ProtobufCBinaryData text, size_t n)
{
    return (ProtobufCBinaryData){ text.len - n, text.data + n };
}

/* RFC 3261 section 22: what proves who it is, and what the server answers to that. */
static bool
authenticates(const struct field *field)
{
    return is(field->name, "authorization") || is(field->name, "proxy-authorization") ||
           is(field->name, "authentication-info") || is(field->name, "proxy-authentication-info");
}

/* The name in lower case, a colon, and the values with commas between them. */
static char *
text_of(struct nc_packet *pkt, struct nc_cursor *in, const struct field *field)
{
    ProtobufCBinaryData text = { 0, nc_alloc(pkt, field->size) };

    if (!nc_ok(in))
        return NULL;
    for (; text.len < field->name.len; text.len++)
        text.data[text.len] = lower(field->name.data[text.len]);
    for (size_t i = 0; i < field->n_pieces; i++) {
        const struct piece *piece = &field->pieces[i];

        text.data[text.len++] = piece->before;
        if (piece->text.len)
            memcpy(text.data + text.len, piece->text.data, piece->text.len);
        text.len += piece->text.len;
    }
    if (authenticates(field))
        text = without_secret(pkt, text, behind(text, field->name.len + 1));
    return nc_text(pkt, text);
}

/* CSeq is a number and the method; the last word of the last line is the method's. */
static int32_t
method_in(const struct fields *fields)
{
    const struct field *cseq = find_word(fields, "cseq");
    ProtobufCBinaryData rest = { 0, NULL }, word = rest;

    if (cseq && cseq->n_pieces)
        rest = cseq->pieces[cseq->n_pieces - 1].text;
    while (rest.len)
        word = cut(&rest, ' ');
    return method_of(word);
}

static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, Types__SIP *sip, struct fields *fields)
{
    const char *wrong;

    read_start_line(pkt, in, sip);
    if (!nc_ok(in))
        return;
    wrong = read_fields(pkt, in, fields);
    for (size_t i = 0; i < fields->n_list && nc_ok(in); i++)
        nc_push(pkt, sip, headers, text_of(pkt, in, fields->list[i]));
    if (sip->isresponse)
        sip->method = method_in(fields);
    if (wrong)
        nc_malformed(pkt, wrong);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct fields fields = { 0, NULL };

    read_message(pkt, in, record, &fields);
}

struct side {
    struct nc_reader reader;
    struct header_search search;
};

struct state {
    struct side side[2];
    bool known; /* of datagrams: there was a message */
    uint8_t reserved[7];
};

/* By its long name or its short one, section 20.15. */
static bool
describes_media(const struct fields *fields)
{
    const struct field *field = find_word(fields, "content-type");
    ProtobufCBinaryData type;

    if (!field)
        field = find_word(fields, "c");
    if (!field)
        return false;
    type = field->pieces[0].text;
    return is(trimmed(cut(&type, ';')), "application/sdp");
}

/* Once there was a message, what is none between the same ends is a keep-alive or the like, and
 * leaves them to SIP. */
static void
datagram(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *own)
{
    struct state *state = own;
    struct fields fields = { 0, NULL };
    struct nc_cursor message = nc_ahead(in);
    Types__SIP *sip = nc_new(pkt, types__sip);

    read_message(pkt, &message, sip, &fields);
    if (nc_ok(&message)) {
        state->known = true;
        if (describes_media(&fields))
            sip_media(pkt, is_, nc_rest(&message));
        nc_write(pkt, sip, is_->time);
    } else if (!state->known || nc_reason(&message) != nc_declined) {
        nc_fail(in, nc_reason(&message));
    }
}

/* "METHOD uri SIP/2.0", or "SIP/2.0 code". */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;
    ProtobufCBinaryData line = cut_line(&bytes), word = line;

    (void)context;
    if (blank(*line.data) || (!whole && line.len > FIRST_LINE_MOST))
        return NC_NO;
    if (!whole)
        return NC_MORE;
    if (version_of(cut(&word, ' ')))
        return NC_YES;
    cut(&word, ' ');
    return version_of(trimmed(word)) ? NC_YES : NC_NO;
}

/* A datagram is one message; what has no start line .decode says. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is;
    skip_line_ends(first);
    return nc_left(first) && begins(NULL, nc_rest(first)) == NC_YES ? NC_YES : NC_MORE;
}

static enum nc_answer
probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    (void)is_;
    skip_line_ends(first);
    return nc_left(first) ? begins(NULL, nc_rest(first)) : NC_MORE;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    struct header_search *search = context;
    size_t n = header_size(nc_rest(ahead), search);

    nc_require(ahead, search->scanned <= HEADER_MOST, "header of more than 65000 bytes");
    nc_require(ahead, search->lines <= LINES_MOST, "more than 512 header lines");
    return n;
}

static const struct nc_framing framing = { begins, size };

/* Without a Content-Length there is no body: streams need it, section 18.3. */
static void
pass_body(struct nc_packet *pkt, struct nc_cursor *in, const struct fields *fields)
{
    const struct field *field = find_word(fields, "content-length");
    int64_t length;

    if (!field)
        field = find_word(fields, "l");
    if (!field || !field->n_pieces)
        return;
    length = number(field->pieces[0].text, SIZE_DIGITS_MOST);
    nc_require(in, length >= 0, "Content-Length that is no number");
    if (length > 0)
        nc_pass(pkt, (uint64_t)length);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is_, struct nc_cursor *in, void *state)
{
    struct side *side = &((struct state *)state)->side[is_->side];
    struct fields fields = { 0, NULL };
    struct nc_cursor header;
    Types__SIP *sip;

    /* Keep-alives, RFC 5626 section 3.5.1; they leave the time of a message to its first byte. */
    if (!side->search.scanned && !is_->gap && skip_line_ends(in))
        return;
    if (is_->gap)
        side->search = (struct header_search){ 0, 0 };
    header = nc_read_message(pkt, is_, in, &side->reader, &framing, &side->search);
    if (!nc_ok(&header))
        return;
    side->search = (struct header_search){ 0, 0 };
    sip = nc_new(pkt, types__sip);
    read_message(pkt, &header, sip, &fields);
    pass_body(pkt, in, &fields);
    if (nc_ok(&header))
        nc_write(pkt, sip, is_->time);
}

NC_SCHEMA(sip);

NC_PLUGIN(sip,
    .name   = "SIP",
    .about  = "Session Initiation Protocol",
    .type   = TYPES__TYPE__NC_SIP,
    .record = &types__sip__descriptor,
    .schema = &sip_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 5060), NC_KEY(NC_TCP_PORT, 5060)),
    .decode = decode,
    .probe  = probe,
    .stream = stream,
    .datagram = datagram,
    .hands_on = MEDIA_SPACE,
    .state_size = sizeof(struct state),
    .recognise = recognise);
