/* SPDX-License-Identifier: Apache-2.0 */
/* BACnet, ASHRAE 135-2020: the link of annex J, the network's header of clause 6.2, the
 * application's of clause 20.1, and of what some services are about the tagged values of clause
 * 20.2. */
#include <netcap/plugin.h>

#include "bacnet.pb-c.h"
#include "netcap.pb-c.h"

enum { TYPE = 0x81, HEADER_SIZE = 4, FUNCTION_MOST = 12 };
enum { RESULT = 0, FORWARDED = 4, DISTRIBUTE = 9, UNICAST = 10, BROADCAST = 11 };
enum { VERSION = 1, NETWORK_MESSAGE = 0x80, DESTINATION = 0x20, SOURCE = 0x08, EXPECTING = 0x04,
       PRIORITY = 0x03, PROPRIETARY = 0x80 };
enum { CONFIRMED, UNCONFIRMED, SIMPLE_ACK, COMPLEX_ACK, SEGMENT_ACK, ERROR, REJECT, ABORT };
enum { SEGMENTED = 8, MORE_FOLLOWS = 4 };
enum { I_AM = 0, WHO_IS = 8, READ_PROPERTY = 12, READ_MULTIPLE = 14, WRITE_PROPERTY = 15 };
enum { TAG_CONTEXT = 8, TAG_LENGTH = 7, TAG_UNSIGNED = 2, TAG_ENUMERATED = 9, TAG_OBJECT = 12,
       NUMBER_MOST = 4 };

#define HEADER(_)        \
    _(SKIP, , 8)         \
    _(UINT, function, 8) \
    _(UINT, length, 16)

NC_HEADER(Types__BACnet, HEADER)

static bool
is_message(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);
    uint8_t type = nc_u8(first), function = nc_u8(first);
    uint16_t length = nc_u16(first);

    if (type != TYPE || function > FUNCTION_MOST || length < HEADER_SIZE || !nc_ok(first))
        return false;
    return length == all || (is->cut && length > all);
}

/* Others choose ports as high for themselves. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    if (is_message(is, first))
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

/* The number that the next value is, when it has this tag; else 0 and nothing is read. */
static uint32_t
read_number(struct nc_cursor *in, uint8_t number, uint8_t context)
{
    uint8_t tag = nc_peek(in), length = tag & TAG_LENGTH;

    if (!nc_left(in) || tag >> 4 != number || (tag & TAG_CONTEXT) != context ||
        length > NUMBER_MOST)
        return 0;
    nc_skip(in, 1);
    return length ? (uint32_t)nc_uint(in, length) : 0;
}

static void
read_object(struct nc_cursor *in, uint8_t number, uint8_t context, Types__BACnet *bacnet)
{
    uint32_t object = read_number(in, number, context);

    bacnet->objecttype = (int32_t)(object >> 22);
    bacnet->objectinstance = object & 0x3fffff;
}

static void
read_property(struct nc_cursor *in, Types__BACnet *bacnet)
{
    read_object(in, 0, TAG_CONTEXT, bacnet);
    if (bacnet->service == READ_MULTIPLE)
        return;
    bacnet->property = read_number(in, 1, TAG_CONTEXT);
    bacnet->arrayindex = read_number(in, 2, TAG_CONTEXT);
}

static void
read_unconfirmed(struct nc_cursor *in, Types__BACnet *bacnet)
{
    if (bacnet->service == WHO_IS) {
        bacnet->lowlimit = read_number(in, 0, TAG_CONTEXT);
        bacnet->highlimit = read_number(in, 1, TAG_CONTEXT);
    } else if (bacnet->service == I_AM) {
        read_object(in, TAG_OBJECT, 0, bacnet);
        bacnet->maxapdu = read_number(in, TAG_UNSIGNED, 0);
        bacnet->segmentationsupport = (int32_t)read_number(in, TAG_ENUMERATED, 0);
        bacnet->vendorid = (int32_t)read_number(in, TAG_UNSIGNED, 0);
    }
}

/* What the service is about; only the first segment has it. */
static void
read_service(struct nc_packet *pkt, struct nc_cursor inside, Types__BACnet *bacnet)
{
    if (bacnet->segmented && bacnet->sequencenumber)
        return;
    if (bacnet->pdutype == UNCONFIRMED)
        read_unconfirmed(&inside, bacnet);
    else if (bacnet->service == READ_PROPERTY || bacnet->service == WRITE_PROPERTY ||
             bacnet->service == READ_MULTIPLE)
        read_property(&inside, bacnet);
    if (!nc_ok(&inside))
        nc_malformed(pkt, "value beyond the message");
}

static void
read_error(struct nc_packet *pkt, struct nc_cursor inside, Types__BACnet *bacnet)
{
    bacnet->errorclass = (int32_t)read_number(&inside, TAG_ENUMERATED, 0);
    bacnet->errorcode = (int32_t)read_number(&inside, TAG_ENUMERATED, 0);
    if (!nc_ok(&inside))
        nc_malformed(pkt, "value beyond the message");
}

/* Requests and complex acknowledgments have the same members, a request two more. */
static void
read_segment(struct nc_cursor *in, Types__BACnet *bacnet, uint8_t first)
{
    bacnet->segmented = (first & SEGMENTED) != 0;
    bacnet->morefollows = (first & MORE_FOLLOWS) != 0;
    if (bacnet->pdutype == CONFIRMED)
        nc_skip(in, 1); /* what of an answer its sender will take */
    bacnet->invokeid = nc_u8(in);
    if (bacnet->segmented) {
        bacnet->sequencenumber = nc_u8(in);
        bacnet->windowsize = nc_u8(in);
    }
    bacnet->service = nc_u8(in);
}

static void
read_application(struct nc_packet *pkt, struct nc_cursor *in, Types__BACnet *bacnet)
{
    uint8_t first = nc_u8(in);

    bacnet->application = true;
    bacnet->pdutype = first >> 4;
    nc_require(in, bacnet->pdutype <= ABORT, "no type of message");
    switch (bacnet->pdutype) {
    case CONFIRMED: case COMPLEX_ACK: read_segment(in, bacnet, first); break;
    case UNCONFIRMED: bacnet->service = nc_u8(in); break;
    case SEGMENT_ACK:
        bacnet->invokeid = nc_u8(in);
        bacnet->sequencenumber = nc_u8(in);
        bacnet->windowsize = nc_u8(in);
        break;
    case SIMPLE_ACK: case ERROR:
        bacnet->invokeid = nc_u8(in);
        bacnet->service = nc_u8(in);
        break;
    default:
        bacnet->invokeid = nc_u8(in);
        bacnet->reason = nc_u8(in);
    }
    if (!nc_ok(in))
        return;
    if (bacnet->pdutype == ERROR)
        read_error(pkt, nc_ahead(in), bacnet);
    else if (bacnet->pdutype == CONFIRMED || bacnet->pdutype == UNCONFIRMED ||
             bacnet->pdutype == COMPLEX_ACK)
        read_service(pkt, nc_ahead(in), bacnet);
}

static void
read_network(struct nc_packet *pkt, struct nc_cursor *in, Types__BACnet *bacnet)
{
    uint8_t version = nc_u8(in), control = nc_u8(in);

    nc_require(in, version == VERSION, "version is not 1");
    bacnet->expectingreply = (control & EXPECTING) != 0;
    bacnet->priority = control & PRIORITY;
    if (control & DESTINATION) {
        bacnet->destinationnetwork = nc_u16(in);
        bacnet->destinationaddress = nc_bytes(in, nc_u8(in));
    }
    if (control & SOURCE) {
        bacnet->sourcenetwork = nc_u16(in);
        bacnet->sourceaddress = nc_bytes(in, nc_u8(in));
    }
    if (control & DESTINATION)
        bacnet->hopcount = nc_u8(in);
    bacnet->networkmessage = (control & NETWORK_MESSAGE) != 0;
    if (!bacnet->networkmessage) {
        read_application(pkt, in, bacnet);
        return;
    }
    bacnet->networkmessagetype = nc_u8(in);
    if (bacnet->networkmessagetype & PROPRIETARY)
        nc_skip(in, 2); /* whose */
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__BACnet *bacnet = record;
    size_t inside = (size_t)bacnet->length - HEADER_SIZE;

    nc_require(in, bacnet->length >= HEADER_SIZE, "length below the header");
    nc_require(in, nc_left(in) >= inside, "shorter than its length");
    nc_limit(in, inside);
    switch (bacnet->function) {
    case RESULT: bacnet->result = nc_u16(in); break;
    case FORWARDED:
        bacnet->forwardedip = nc_ipv4(pkt, in);
        bacnet->forwardedport = nc_u16(in);
        read_network(pkt, in, bacnet);
        break;
    case DISTRIBUTE: case UNICAST: case BROADCAST: read_network(pkt, in, bacnet); break;
    }
    if (nc_ok(in))
        nc_skip(in, nc_left(in));
}

NC_SCHEMA(bacnet);

NC_PLUGIN(bacnet,
    .name      = "BACnet",
    .about     = "Building Automation and Control Networks over IP",
    .type      = TYPES__TYPE__NC_BACnet,
    .record    = &types__bacnet__descriptor,
    .schema    = &bacnet_schema,
    .on        = NC_ON(NC_KEY(NC_UDP_PORT, 47808)),
    .fields    = header,
    .read      = read_header,
    .recognise = recognise,
    .decode    = decode);
