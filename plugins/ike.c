/* SPDX-License-Identifier: Apache-2.0 */
/* Internet Key Exchange, version 1, RFC 2408 and RFC 2409, and version 2, RFC 7296.  What comes to
 * port 4500 behind a marker, RFC 3948, is handed on by whoever reads that. */
#include "ike.h"

#include "keyexchange.h"
#include "netcap.pb-c.h"

enum { HEADER_SIZE = 28, PAYLOAD_HEADER = 4, SITUATION = 8 };

enum { ENCRYPTED_1 = 1, EXCHANGE_1_MOST = 33, EXCHANGE_2_LEAST = 34, EXCHANGE_2_MOST = 44 };

/* By the numbers of version 1, and of version 2. */
enum { SA_1 = 1, KEY_1 = 4, ID_1 = 5, NONCE_1 = 10, NOTIFY_1 = 11, DELETE_1, VENDOR_1 };
enum { SA_2 = 33, KEY_2, ID_I_2, ID_R_2, NONCE_2 = 40, NOTIFY_2, DELETE_2, VENDOR_2,
       ENCRYPTED_2 = 46, FRAGMENT_2 = 53 };

/* RFC 2407 section 4.6.2.1, the same in RFC 7296 section 3.5. */
enum { ID_IPV4 = 1, ID_NAME, ID_USER, ID_IPV6 = 5, ID_KEY = 11 };

#define HEADER(_)              \
    _(BYTES, initiatorspi, 64) \
    _(BYTES, responderspi, 64) \
    _(UINT, nextpayload, 8)    \
    _(UINT, majorversion, 4)   \
    _(UINT, minorversion, 4)   \
    _(UINT, exchangetype, 8)   \
    _(UINT, flags, 8)          \
    _(UINT, messageid, 32)     \
    _(UINT, length, 32)

NC_HEADER(Types__IKE, HEADER)

static void
read_association(struct nc_packet *pkt, struct nc_cursor *in, Types__IKE *ike)
{
    if (ike->majorversion == 1)
        nc_skip(in, SITUATION);
    ike_proposals(pkt, in, ike);
}

/* The three bytes behind the kind are a protocol and a port in version 1, reserved in version 2. */
static void
read_identity(struct nc_packet *pkt, struct nc_cursor *in, Types__IKE *ike)
{
    ike->idtype = nc_u8(in);
    nc_skip(in, 3);
    if (ike->idtype == ID_IPV4)
        ike->identity = nc_ipv4(pkt, in);
    else if (ike->idtype == ID_IPV6)
        ike->identity = nc_ipv6(pkt, in);
    else if (ike->idtype == ID_NAME || ike->idtype == ID_USER || ike->idtype == ID_KEY)
        ike->identity = nc_text(pkt, nc_rest(in));
}

/* Version 1 has its domain before the protocol. */
static void
read_notification(struct nc_packet *pkt, struct nc_cursor *in, Types__IKE *ike)
{
    uint16_t type;

    nc_skip(in, ike->majorversion == 1 ? 6 : 2);
    type = nc_u16(in);
    if (nc_ok(in))
        nc_push(pkt, ike, notifytypes, type);
}

static void
read_key(struct nc_cursor *in, Types__IKE *ike)
{
    if (ike->majorversion == 2) {
        ike->keygroup = nc_u16(in);
        nc_skip(in, 2);
    }
    ike->keysize = (uint32_t)nc_left(in);
}

static void
read_body(struct nc_packet *pkt, int32_t type, struct nc_cursor *in, Types__IKE *ike)
{
    switch (type) {
    case SA_1: case SA_2: read_association(pkt, in, ike); break;
    case KEY_1: case KEY_2: read_key(in, ike); break;
    case ID_1: case ID_I_2: case ID_R_2: read_identity(pkt, in, ike); break;
    case NONCE_1: case NONCE_2: ike->noncesize = (uint32_t)nc_left(in); break;
    case NOTIFY_1: case NOTIFY_2: read_notification(pkt, in, ike); break;
    case VENDOR_1: case VENDOR_2: nc_push(pkt, ike, vendorids, nc_rest(in)); break;
    }
}

/* Numbers that stand for something else, or nothing, in the other version. */
static bool
is_of_version(const Types__IKE *ike, int32_t type)
{
    return ike->majorversion == 1 ? type < SA_2 : type >= SA_2;
}

/* One behind the other, each saying what the next is.  One that is encrypted is the last; what it
 * says of the next is what is inside. */
static void
read_payloads(struct nc_packet *pkt, struct nc_cursor *in, Types__IKE *ike)
{
    int32_t type = ike->nextpayload;

    while (type && nc_left(in) && nc_ok(in)) {
        struct nc_cursor body;
        uint8_t next = nc_u8(in);
        uint16_t length;

        nc_skip(in, 1);
        length = nc_u16(in);
        nc_require(in, length >= PAYLOAD_HEADER, "payload shorter than its header");
        body = nc_slice(in, nc_ok(in) ? (size_t)length - PAYLOAD_HEADER : 0);
        if (!nc_ok(in))
            return;
        nc_push(pkt, ike, payloadtypes, type);
        if (ike->majorversion == 2 && (type == ENCRYPTED_2 || type == FRAGMENT_2)) {
            ike->encrypted = true;
            return;
        }
        if (is_of_version(ike, type))
            read_body(pkt, type, &body, ike);
        if (!nc_ok(&body))
            nc_fail(in, nc_reason(&body));
        type = next;
    }
    nc_require(in, !type, "payload that is missing");
}

static bool
is_exchange(int version, int exchange)
{
    return version == 1 ? exchange <= EXCHANGE_1_MOST
                        : exchange >= EXCHANGE_2_LEAST && exchange <= EXCHANGE_2_MOST;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IKE *ike = record;

    nc_require(in, ike->majorversion == 1 || ike->majorversion == 2, "neither version 1 nor 2");
    nc_require(in, is_exchange(ike->majorversion, ike->exchangetype),
               "exchange of another version");
    nc_require(in, ike->length >= HEADER_SIZE && ike->length - HEADER_SIZE <= nc_left(in),
               "length that is not the message's");
    if (!nc_ok(in))
        return;
    nc_limit(in, ike->length - HEADER_SIZE);
    if (ike->majorversion == 1 && ike->flags & ENCRYPTED_1) {
        ike->encrypted = true;
        if (ike->nextpayload)
            nc_push(pkt, ike, payloadtypes, ike->nextpayload);
        nc_skip(in, nc_left(in));
        return;
    }
    read_payloads(pkt, in, ike);
    nc_skip(in, nc_left(in));
}

/* The length is that of the datagram, and who begins has chosen a number. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor ahead = nc_ahead(first);
    size_t all = nc_left(first);
    uint64_t initiator = nc_u64(&ahead);
    uint8_t version, exchange;
    uint32_t length;

    nc_skip(&ahead, 9);
    version = nc_u8(&ahead) >> 4;
    exchange = nc_u8(&ahead);
    nc_skip(&ahead, 5);
    length = nc_u32(&ahead);
    if (nc_ok(&ahead) && initiator && (version == 1 || version == 2) &&
        is_exchange(version, exchange) && length >= HEADER_SIZE && (is->cut || length == all))
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

NC_SCHEMA(ike);

NC_PLUGIN(ike,
    .name   = "IKE",
    .about  = "Internet Key Exchange, versions 1 and 2",
    .type   = TYPES__TYPE__NC_IKE,
    .record = &types__ike__descriptor,
    .schema = &ike_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 500), NC_KEY(KEY_EXCHANGE, 0)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
