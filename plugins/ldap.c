/* SPDX-License-Identifier: Apache-2.0 */
/* LDAP version 3, RFC 4511, over TCP, and without a connection over UDP (RFC 1798, as those of
 * Active Directory still do).  What SASL protects is passed over, RFC 4422 section 3.7. */
#include "ldap.h"

#include "netcap.pb-c.h"

#include <string.h>

enum { LARGEST = 65536, MESSAGE_MOST = 1 << 28, PROTECTED_HEAD = 4,
       LONG_FORM = 0x80, CONTROLS = 0xa0, LENGTH_MOST = 4, SUCCESS = 0 };

#define MORE_MESSAGES NC_SPACE('L', 'D', 'A', 'P')

static const char start_tls[] = "1.3.6.1.4.1.1466.20037"; /* section 4.14 */

struct state {
    struct nc_reader side[2];
    int32_t asked_tls; /* number of the message; 0: none */
    bool sasl;         /* who binds does so by it */
};

struct frame {
    const struct state *state;
    uint64_t pass;
};

/* Of one control its name counts; whether it is critical, and its value, follow. */
static void
read_controls(struct nc_packet *pkt, struct nc_cursor *message, Types__LDAP *ldap)
{
    struct nc_cursor list, control, name;

    if (!nc_der_is(message, CONTROLS))
        return;
    list = nc_der_expect(message, CONTROLS);
    while (nc_left(&list)) {
        control = nc_der_expect(&list, NC_DER_SEQUENCE);
        name = nc_der_expect(&control, NC_DER_OCTET_STRING);
        nc_push(pkt, ldap, controls, nc_text(pkt, nc_rest(&name)));
        ldap_end(&list, &control);
    }
    ldap_end(message, &list);
}

static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_cursor message = nc_der_expect(in, NC_DER_SEQUENCE);
    uint64_t id = nc_der_uint(&message, NC_DER_INTEGER);

    nc_require(&message, id <= INT32_MAX, "number of a message above 31 bits");
    ldap->messageid = (int32_t)id;
    ldap_read_operation(pkt, &message, ldap);
    read_controls(pkt, &message, ldap);
    ldap_end(in, &message);
}

/* An entry and what ends the search come in one datagram. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor all = nc_ahead(in);

    read_message(pkt, &all, record);
    if (!nc_ok(&all)) {
        nc_fail(in, nc_is_cut(pkt) ? nc_truncated : nc_reason(&all));
        return;
    }
    nc_skip(in, nc_left(in) - nc_left(&all));
    if (nc_der_is(in, NC_DER_SEQUENCE))
        nc_next(pkt, MORE_MESSAGES, 0);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor bytes = nc_ahead(first), message;

    if (is->cut)
        return nc_peek(first) == NC_DER_SEQUENCE ? NC_MORE : NC_NO;
    message = nc_der_expect(&bytes, NC_DER_SEQUENCE);
    nc_der_uint(&message, NC_DER_INTEGER);
    return nc_ok(&message) && ldap_operation(nc_peek(&message)) ? NC_YES : NC_NO;
}

/* How many bytes an identifier and a length have, and what the length says; 0: they go on beyond
 * what is there. */
static size_t
head_of(ProtobufCBinaryData bytes, uint64_t *length)
{
    size_t n = bytes.len > 1 && bytes.data[1] & LONG_FORM ? bytes.data[1] & ~LONG_FORM : 0;

    *length = 0;
    if (bytes.len < 2 + n)
        return 0;
    if (!(bytes.data[1] & LONG_FORM))
        *length = bytes.data[1];
    for (size_t i = 0; i < n; i++)
        *length = *length << 8 | bytes.data[2 + i];
    return 2 + n;
}

static enum nc_answer
begins_message(ProtobufCBinaryData bytes)
{
    uint64_t length;
    size_t at;
    uint8_t n;

    if (*bytes.data != NC_DER_SEQUENCE ||
        (bytes.len > 1 &&
         (bytes.data[1] == LONG_FORM || bytes.data[1] > (LONG_FORM | LENGTH_MOST))))
        return NC_NO;
    at = head_of(bytes, &length);
    if (!at)
        return NC_MORE;
    if (length < 5 || length > MESSAGE_MOST || (bytes.len > at && bytes.data[at] != NC_DER_INTEGER))
        return NC_NO;
    if (bytes.len < at + 3)
        return NC_MORE;
    n = bytes.data[at + 1];
    if (n < 1 || n > LENGTH_MOST || bytes.data[at + 2] & 0x80)
        return NC_NO;
    if (bytes.len < at + 3 + n)
        return NC_MORE;
    return ldap_operation(bytes.data[at + 2 + n]) ? NC_YES : NC_NO;
}

/* Once SASL is in use, buffers of a length in four bytes come in the place of messages. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct frame *frame = context;

    if (frame->state->sasl && *bytes.data == 0)
        return bytes.len < PROTECTED_HEAD ? NC_MORE : NC_YES;
    return begins_message(bytes);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    if (!nc_left(first))
        return NC_MORE;
    return is->by_port ? begins_message(nc_rest(first)) : NC_NO;
}

/* What is too large to be waited for is passed over, as an entry with a picture is. */
static size_t
size(void *context, struct nc_cursor *ahead)
{
    struct frame *frame = context;
    uint64_t length;
    size_t head;

    frame->pass = 0;
    if (nc_peek(ahead) == 0) {
        frame->pass = nc_u32(ahead);
        return PROTECTED_HEAD;
    }
    head = head_of(nc_rest(ahead), &length);
    if (head + length <= LARGEST)
        return head + (size_t)length;
    frame->pass = length;
    return head;
}

static const struct nc_framing framing = { begins, size };

/* What this says of how the talk goes on. */
static void
follow(struct nc_packet *pkt, const Types__LDAP *ldap, struct state *state)
{
    bool extended = strcmp(ldap->operation, "extendedResp") == 0;

    if (strcmp(ldap->extendedname, start_tls) == 0 && !extended)
        state->asked_tls = ldap->messageid;
    else if (extended && state->asked_tls && ldap->messageid == state->asked_tls) {
        state->asked_tls = 0;
        if (ldap->resultcode == SUCCESS)
            nc_handover(pkt);
    }
    if (strcmp(ldap->authentication, "sasl") == 0)
        state->sasl = true;
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct frame frame = { state, 0 };
    struct nc_reader *reader = &state->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, &frame);
    Types__LDAP *ldap;

    if (!nc_ok(&message))
        return;
    if (frame.pass)
        nc_pass(pkt, frame.pass);
    if (nc_peek(&message) != NC_DER_SEQUENCE)
        return;
    if (frame.pass) {
        nc_note(pkt, "message of more than 64 KiB");
        return;
    }
    ldap = nc_new(pkt, types__ldap);
    read_message(pkt, &message, ldap);
    if (!nc_ok(&message)) {
        nc_refuse(pkt, nc_reason(&message));
        return;
    }
    nc_write(pkt, ldap, is->time);
    follow(pkt, ldap, state);
}

NC_SCHEMA(ldap);

NC_PLUGIN(ldap,
    .name   = "LDAP",
    .about  = "Lightweight Directory Access Protocol",
    .type   = TYPES__TYPE__NC_LDAP,
    .record = &types__ldap__descriptor,
    .schema = &ldap_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 389), NC_KEY(NC_UDP_PORT, 389), NC_KEY(MORE_MESSAGES, 0)),
    .decode = decode,
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state),
    .recognise = recognise);
