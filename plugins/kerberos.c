/* SPDX-License-Identifier: Apache-2.0 */
/* Kerberos version 5: messages, RFC 4120 section 5, over UDP and TCP, section 7.2.  It is long as
 * each of five messages has members of its own, most of which may be left out. */
#include <netcap/der.h>
#include <netcap/plugin.h>

#include "kerberos.pb-c.h"
#include "netcap.pb-c.h"

enum { AS_REQ = 0x6a, AS_REP = 0x6b, TGS_REQ = 0x6c, TGS_REP = 0x6d, KRB_ERROR = 0x7e,
       AP_REQ = 0x6e, TICKET = 0x61 };
enum { SHOWN_TICKET = 1, PARTS_MOST = 16, FLAGS_SIZE = 5, LENGTH_SIZE = 4, LARGEST = 65536,
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

/* What is wrong inside an element is wrong with what it stands in. */
static void
end(struct nc_cursor *in, const struct nc_cursor *inside)
{
    nc_require(in, nc_ok(inside), nc_reason(inside));
}

/* All members are tagged, and one element is in a tag. */
static uint8_t
tag(uint8_t number)
{
    return (uint8_t)(NC_DER_CONTEXT(number) | NC_DER_CONSTRUCTED);
}

static bool
has(const struct nc_cursor *in, uint8_t number)
{
    return nc_der_is(in, tag(number));
}

/* Numbers that have no sign are met with one, as they have 32 bits. */
static int64_t
read_number(struct nc_cursor *in)
{
    int64_t value = nc_der_int(in, NC_DER_INTEGER);

    nc_require(in, value >= INT32_MIN && value <= UINT32_MAX, "number above 32 bits");
    return value;
}

static int64_t
number_of(struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    int64_t value = read_number(&inside);

    end(in, &inside);
    return value;
}

static char *
text_of(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERAL_STRING);

    end(in, &inside);
    return nc_text(pkt, nc_rest(&text));
}

static char *
time_of(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERALIZED_TIME);
    struct nc_time time = nc_der_time(&text, NC_DER_GENERALIZED_TIME);

    end(&inside, &text);
    end(in, &inside);
    return nc_ok(in) ? nc_time_text(pkt, time) : (char *)"";
}

/* With the microseconds of the member that follows it. */
static char *
fine_time_of(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERALIZED_TIME);
    struct nc_time time = nc_der_time(&text, NC_DER_GENERALIZED_TIME);
    int64_t fraction = has(in, (uint8_t)(number + 1)) ? number_of(in, (uint8_t)(number + 1)) : 0;

    end(&inside, &text);
    end(in, &inside);
    nc_require(in, fraction >= 0 && fraction < 1000000, "fraction of a second or more");
    time.nanoseconds = (uint32_t)fraction * 1000;
    return nc_ok(in) ? nc_time_text(pkt, time) : (char *)"";
}

/* Section 5.2.2: a type, and parts. */
static char *
name_of(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, int32_t *type)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor name = nc_der_expect(&inside, NC_DER_SEQUENCE), parts, list, all;
    ProtobufCBinaryData pieces[2 * PARTS_MOST];
    size_t n = 0;

    *type = (int32_t)number_of(&name, 0);
    parts = nc_der_expect(&name, tag(1));
    list = nc_der_expect(&parts, NC_DER_SEQUENCE);
    while (nc_left(&list) && n < 2 * PARTS_MOST) {
        struct nc_cursor part = nc_der_expect(&list, NC_DER_GENERAL_STRING);

        pieces[n++] = nc_rest(&part);
        pieces[n++] = (ProtobufCBinaryData){ 1, (uint8_t *)"/" };
    }
    nc_require(&list, !nc_left(&list), "name of more than 16 parts");
    end(&parts, &list);
    end(&name, &parts);
    end(&inside, &name);
    end(in, &inside);
    if (!n || !nc_ok(in))
        return (char *)"";
    all = nc_join(pkt, pieces, n - 1);
    return nc_text(pkt, nc_rest(&all));
}

/* Section 5.2.9: how and with which key, and what nobody else can read. */
static void
read_encrypted(struct nc_cursor *in, uint8_t number, int32_t *type, uint32_t *version)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor data = nc_der_expect(&inside, NC_DER_SEQUENCE), cipher;

    *type = (int32_t)number_of(&data, 0);
    if (has(&data, 1))
        *version = (uint32_t)number_of(&data, 1);
    cipher = nc_der_expect(&data, tag(2));
    nc_der_expect(&cipher, NC_DER_OCTET_STRING);
    end(&data, &cipher);
    end(&inside, &data);
    end(in, &inside);
}

/* Section 5.3. */
static void
read_ticket(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, Types__Kerberos *kerberos)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor application = nc_der_expect(&inside, TICKET);
    struct nc_cursor ticket = nc_der_expect(&application, NC_DER_SEQUENCE);
    int32_t type;

    number_of(&ticket, 0);
    kerberos->ticketrealm = text_of(pkt, &ticket, 1);
    kerberos->ticketservice = name_of(pkt, &ticket, 2, &type);
    read_encrypted(&ticket, 3, &kerberos->ticketencryption, &kerberos->ticketkeyversion);
    end(&application, &ticket);
    end(&inside, &application);
    end(in, &inside);
}

/* Section 5.5.1, which a request for a ticket has before it: the ticket that it is asked with. */
static void
read_shown_ticket(struct nc_packet *pkt, struct nc_cursor value, Types__Kerberos *kerberos)
{
    struct nc_cursor application = nc_der_expect(&value, AP_REQ);
    struct nc_cursor request = nc_der_expect(&application, NC_DER_SEQUENCE);

    number_of(&request, 0);
    number_of(&request, 1);
    nc_der_expect(&request, tag(2));
    if (nc_ok(&request))
        read_ticket(pkt, &request, 3, kerberos);
    if (!nc_ok(&request))
        nc_malformed(pkt, "ticket that is shown is none");
}

static void
read_preauth(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, Types__Kerberos *kerberos)
{
    struct nc_cursor inside, list;

    if (!has(in, number))
        return;
    inside = nc_der_expect(in, tag(number));
    list = nc_der_expect(&inside, NC_DER_SEQUENCE);
    while (nc_left(&list)) {
        struct nc_cursor data = nc_der_expect(&list, NC_DER_SEQUENCE), tagged, value;
        int32_t type = (int32_t)number_of(&data, 1);

        tagged = nc_der_expect(&data, tag(2));
        value = nc_der_expect(&tagged, NC_DER_OCTET_STRING);
        end(&data, &tagged);
        end(&list, &data);
        nc_push(pkt, kerberos, preauthtypes, type);
        if (type == SHOWN_TICKET && nc_ok(&list))
            read_shown_ticket(pkt, value, kerberos);
    }
    end(&inside, &list);
    end(in, &inside);
}

static uint32_t
flags_of(struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor bits = nc_der_expect(&inside, NC_DER_BIT_STRING);

    nc_require(&bits, nc_left(&bits) >= FLAGS_SIZE, "flags of less than 32 bits");
    nc_u8(&bits);
    end(&inside, &bits);
    end(in, &inside);
    return nc_u32(&bits);
}

static void
read_encryption_types(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number,
                      Types__Kerberos *kerberos)
{
    struct nc_cursor inside = nc_der_expect(in, tag(number));
    struct nc_cursor list = nc_der_expect(&inside, NC_DER_SEQUENCE);

    while (nc_left(&list))
        nc_push(pkt, kerberos, encryptiontypes, (int32_t)read_number(&list));
    end(&inside, &list);
    end(in, &inside);
}

/* Section 5.4.1. */
static void
read_request(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    struct nc_cursor inside, body;

    kerberos->version = (int32_t)number_of(in, 1);
    number_of(in, 2);
    read_preauth(pkt, in, 3, kerberos);
    inside = nc_der_expect(in, tag(4));
    body = nc_der_expect(&inside, NC_DER_SEQUENCE);
    kerberos->options = flags_of(&body, 0);
    if (has(&body, 1))
        kerberos->clientname = name_of(pkt, &body, 1, &kerberos->clientnametype);
    kerberos->realm = text_of(pkt, &body, 2);
    if (has(&body, 3))
        kerberos->servicename = name_of(pkt, &body, 3, &kerberos->servicenametype);
    if (has(&body, 4))
        kerberos->from = time_of(pkt, &body, 4);
    kerberos->till = time_of(pkt, &body, 5);
    if (has(&body, 6))
        kerberos->renewtill = time_of(pkt, &body, 6);
    kerberos->nonce = (uint32_t)number_of(&body, 7);
    read_encryption_types(pkt, &body, 8, kerberos);
    end(&inside, &body);
    end(in, &inside);
}

/* Section 5.4.2. */
static void
read_reply(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    kerberos->version = (int32_t)number_of(in, 0);
    number_of(in, 1);
    read_preauth(pkt, in, 2, kerberos);
    kerberos->clientrealm = text_of(pkt, in, 3);
    kerberos->clientname = name_of(pkt, in, 4, &kerberos->clientnametype);
    read_ticket(pkt, in, 5, kerberos);
    read_encrypted(in, 6, &kerberos->replyencryption, &kerberos->replykeyversion);
}

/* Section 5.9.1. */
static void
read_error(struct nc_packet *pkt, struct nc_cursor *in, Types__Kerberos *kerberos)
{
    kerberos->version = (int32_t)number_of(in, 0);
    number_of(in, 1);
    if (has(in, 2))
        kerberos->clienttime = fine_time_of(pkt, in, 2);
    else if (has(in, 3))
        number_of(in, 3);
    kerberos->servertime = fine_time_of(pkt, in, 4);
    kerberos->errorcode = (int32_t)number_of(in, 6);
    if (has(in, 7))
        kerberos->clientrealm = text_of(pkt, in, 7);
    if (has(in, 8))
        kerberos->clientname = name_of(pkt, in, 8, &kerberos->clientnametype);
    kerberos->realm = text_of(pkt, in, 9);
    kerberos->servicename = name_of(pkt, in, 10, &kerberos->servicenametype);
    if (has(in, 11))
        kerberos->errortext = text_of(pkt, in, 11);
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
        end(in, &message);
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
    end(&application, &message);
    end(in, &application);
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
