/* SPDX-License-Identifier: Apache-2.0 */
/* Kerberos version 5: messages, RFC 4120 section 5, over UDP and TCP, section 7.2.  It is long as
 * each of five messages has members of its own, most of which may be left out. */
#include "kerberos.h"

#include "netcap.pb-c.h"

enum { AS_REQ = 0x6a, AS_REP = 0x6b, TGS_REQ = 0x6c, TGS_REP = 0x6d, KRB_ERROR = 0x7e,
       AP_REQ = 0x6e, TICKET = 0x61 };
enum { SHOWN_TICKET = 1, FLAGS_SIZE = 5, LENGTH_SIZE = 4, LARGEST = 65536,
       LONG_FORM = 0x80, HEAD_MOST = 10 };

static const struct type {
    uint8_t identifier;
    const char *name;
} types[] = {
    { AS_REQ, "AS-REQ" }, { AS_REP, "AS-REP" }, { TGS_REQ, "TGS-REQ" }, { TGS_REP, "TGS-REP" },
    { KRB_ERROR, "ERROR" }
};

static const char *
type_of(uint8_t identifier)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].identifier == identifier)
            return types[i].name;
    return NULL;
}

/* Section 5.3. */
static void
read_ticket(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, Types__Kerberos *kerberos)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor application = nc_der_expect(&inside, TICKET);
    struct nc_cursor ticket = nc_der_expect(&application, NC_DER_SEQUENCE);
    int32_t type;

    kerberos_number(&ticket, 0);
    kerberos->ticketrealm = kerberos_text(pkt, &ticket, 1);
    kerberos->ticketservice = kerberos_name(pkt, &ticket, 2, &type);
    kerberos_encrypted(&ticket, 3, &kerberos->ticketencryption, &kerberos->ticketkeyversion);
    kerberos_end(&application, &ticket);
    kerberos_end(&inside, &application);
    kerberos_end(in, &inside);
}

/* Section 5.5.1, which a request for a ticket has before it: the ticket that it is asked with. */
static void
read_shown_ticket(struct nc_packet *pkt, struct nc_cursor value, Types__Kerberos *kerberos)
{
    struct nc_cursor application = nc_der_expect(&value, AP_REQ);
    struct nc_cursor request = nc_der_expect(&application, NC_DER_SEQUENCE);

    kerberos_number(&request, 0);
    kerberos_number(&request, 1);
    nc_der_expect(&request, kerberos_tag(2));
    if (nc_ok(&request))
        read_ticket(pkt, &request, 3, kerberos);
    if (!nc_ok(&request))
        nc_malformed(pkt, "ticket that is shown is none");
}

static void
read_preauth(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, Types__Kerberos *kerberos)
{
    struct nc_cursor inside, list;

    if (!kerberos_has(in, number))
        return;
    inside = nc_der_expect(in, kerberos_tag(number));
    list = nc_der_expect(&inside, NC_DER_SEQUENCE);
    while (nc_left(&list)) {
        struct nc_cursor data = nc_der_expect(&list, NC_DER_SEQUENCE), tagged, value;
        int32_t type = (int32_t)kerberos_number(&data, 1);

        tagged = nc_der_expect(&data, kerberos_tag(2));
        value = nc_der_expect(&tagged, NC_DER_OCTET_STRING);
        kerberos_end(&data, &tagged);
        kerberos_end(&list, &data);
        nc_push(pkt, kerberos, preauthtypes, type);
        if (type == SHOWN_TICKET && nc_ok(&list))
            read_shown_ticket(pkt, value, kerberos);
    }
    kerberos_end(&inside, &list);
    kerberos_end(in, &inside);
}

static uint32_t
flags_of(struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor bits = nc_der_expect(&inside, NC_DER_BIT_STRING);

    nc_require(&bits, nc_left(&bits) >= FLAGS_SIZE, "flags of less than 32 bits");
    nc_u8(&bits);
    kerberos_end(&inside, &bits);
    kerberos_end(in, &inside);
    return nc_u32(&bits);
}

static void
read_encryption_types(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number,
                      Types__Kerberos *kerberos)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor list = nc_der_expect(&inside, NC_DER_SEQUENCE);

    while (nc_left(&list))
        nc_push(pkt, kerberos, encryptiontypes, (int32_t)kerberos_read_number(&list));
    kerberos_end(&inside, &list);
    kerberos_end(in, &inside);
}

/* Section 5.4.1. */
static void
read_request(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    struct nc_cursor inside, body;

    kerberos->version = (int32_t)kerberos_number(in, 1);
    kerberos_number(in, 2);
    read_preauth(pkt, in, 3, kerberos);
    inside = nc_der_expect(in, kerberos_tag(4));
    body = nc_der_expect(&inside, NC_DER_SEQUENCE);
    kerberos->options = flags_of(&body, 0);
    if (kerberos_has(&body, 1))
        kerberos->clientname = kerberos_name(pkt, &body, 1, &kerberos->clientnametype);
    kerberos->realm = kerberos_text(pkt, &body, 2);
    if (kerberos_has(&body, 3))
        kerberos->servicename = kerberos_name(pkt, &body, 3, &kerberos->servicenametype);
    if (kerberos_has(&body, 4))
        kerberos->from = kerberos_time(pkt, &body, 4);
    kerberos->till = kerberos_time(pkt, &body, 5);
    if (kerberos_has(&body, 6))
        kerberos->renewtill = kerberos_time(pkt, &body, 6);
    kerberos->nonce = (uint32_t)kerberos_number(&body, 7);
    read_encryption_types(pkt, &body, 8, kerberos);
    kerberos_end(&inside, &body);
    kerberos_end(in, &inside);
}

/* Section 5.4.2. */
static void
read_reply(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    kerberos->version = (int32_t)kerberos_number(in, 0);
    kerberos_number(in, 1);
    read_preauth(pkt, in, 2, kerberos);
    kerberos->clientrealm = kerberos_text(pkt, in, 3);
    kerberos->clientname = kerberos_name(pkt, in, 4, &kerberos->clientnametype);
    read_ticket(pkt, in, 5, kerberos);
    kerberos_encrypted(in, 6, &kerberos->replyencryption, &kerberos->replykeyversion);
}

/* Section 5.9.1. */
static void
read_error(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    kerberos->version = (int32_t)kerberos_number(in, 0);
    kerberos_number(in, 1);
    if (kerberos_has(in, 2))
        kerberos->clienttime = kerberos_fine_time(pkt, in, 2);
    else if (kerberos_has(in, 3))
        kerberos_number(in, 3);
    kerberos->servertime = kerberos_fine_time(pkt, in, 4);
    kerberos->errorcode = (int32_t)kerberos_number(in, 6);
    if (kerberos_has(in, 7))
        kerberos->clientrealm = kerberos_text(pkt, in, 7);
    if (kerberos_has(in, 8))
        kerberos->clientname = kerberos_name(pkt, in, 8, &kerberos->clientnametype);
    kerberos->realm = kerberos_text(pkt, in, 9);
    kerberos->servicename = kerberos_name(pkt, in, 10, &kerberos->servicenametype);
    if (kerberos_has(in, 11))
        kerberos->errortext = kerberos_text(pkt, in, 11);
}

static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    uint8_t identifier = nc_peek(in);
    const char *type = type_of(identifier);
    struct nc_cursor application, message;

    nc_require(in, type != NULL, "message that does not exist");
    application = nc_der_expect(in, identifier);
    message = nc_der_expect(&application, NC_DER_SEQUENCE);
    if (!nc_ok(&message)) {
        kerberos_end(in, &message);
        return;
    }
    kerberos->messagetype = (char *)type;
    if (identifier == KRB_ERROR)
        read_error(pkt, &message, kerberos);
    else if (identifier == AS_REQ || identifier == TGS_REQ)
        read_request(pkt, &message, kerberos);
    else
        read_reply(pkt, &message, kerberos);
    nc_require(&message, kerberos->version == 5, "version other than 5");
    kerberos_end(&application, &message);
    kerberos_end(in, &application);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor all = nc_ahead(in);

    read_message(pkt, &all, record);
    if (nc_ok(&all))
        nc_skip(in, nc_left(in) - nc_left(&all));
    else
        nc_fail(in, nc_is_cut(pkt) ? nc_truncated : nc_reason(&all));
}

/* Whether a message of so many bytes begins so: identifier, a length that agrees, a sequence. */
static enum nc_answer
is_message(const uint8_t *at, size_t there, size_t size)
{
    size_t n, length = 0;

    if (there && !type_of(*at))
        return NC_NO;
    if (there < 2)
        return NC_MORE;
    n = at[1] & LONG_FORM ? at[1] & ~LONG_FORM : 0;
    if (n > HEAD_MOST - 2 || at[1] == LONG_FORM)
        return NC_NO;
    if (there < 2 + n)
        return NC_MORE;
    for (size_t i = 0; i < n; i++)
        length = length << 8 | at[2 + i];
    if (2 + n + (n ? length : at[1]) != size)
        return NC_NO;
    if (there < 3 + n)
        return NC_MORE;
    return at[2 + n] == NC_DER_SEQUENCE ? NC_YES : NC_NO;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);

    if (is->cut)
        return bytes.len && type_of(*bytes.data) ? NC_MORE : NC_NO;
    return bytes.len && is_message(bytes.data, bytes.len, bytes.len) == NC_YES ? NC_YES : NC_NO;
}

/* Section 7.2.2: a length before each; its first bit is not in use. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    size_t size = 0;

    (void)context;
    if (bytes.len < LENGTH_SIZE)
        return *bytes.data ? NC_NO : NC_MORE;
    for (size_t i = 0; i < LENGTH_SIZE; i++)
        size = size << 8 | bytes.data[i];
    if (size > LARGEST)
        return NC_NO;
    return is_message(bytes.data + LENGTH_SIZE, bytes.len - LENGTH_SIZE, size);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    if (!nc_left(first))
        return NC_MORE;
    return is->by_port ? begins(NULL, nc_rest(first)) : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    return LENGTH_SIZE + (size_t)nc_u32(ahead);
}

static const struct nc_framing framing = { begins, size };

struct state {
    struct nc_reader side[2];
};

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, NULL);
    Types__Kerberos *kerberos;

    if (!nc_ok(&message))
        return;
    nc_skip(&message, LENGTH_SIZE);
    kerberos = nc_new(pkt, types__kerberos);
    read_message(pkt, &message, kerberos);
    if (nc_ok(&message))
        nc_write(pkt, kerberos, is->time);
    else
        nc_refuse(pkt, nc_reason(&message));
}

NC_SCHEMA(kerberos);

NC_PLUGIN(kerberos,
    .name   = "Kerberos",
    .about  = "Kerberos version 5",
    .type   = TYPES__TYPE__NC_Kerberos,
    .record = &types__kerberos__descriptor,
    .schema = &kerberos_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 88), NC_KEY(NC_TCP_PORT, 88)),
    .decode = decode,
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state),
    .recognise = recognise);
