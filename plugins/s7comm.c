/* SPDX-License-Identifier: Apache-2.0 */
/* S7 communication with controllers of Siemens.  It lies in packets of TPKT, RFC 1006 section 6, as
 * data of the transport of class 0, ITU-T X.224 section 13.7.  Its maker has not published it; what
 * is read here is as the libraries Snap7 and libnodave document it.  What others put into such
 * packets (MMS, RDP, H.323) is theirs, and so is the connection's setup, which all share. */
#include "ends.h"

#include "netcap.pb-c.h"
#include "s7comm.pb-c.h"

enum { TPKT = 3, TPKT_SIZE = 4, SHORTEST = 7, DATA_INDICATOR = 2, DATA = 0xf0, CONNECT = 0xe0,
       CONFIRM = 0xd0, LAST = 0x80, TYPE_AT = 5, INSIDE_AT = 7 };
enum { S7 = 0x32, S7_PLUS = 0x72, VERSION_MOST = 3, KEEP_ALIVE = 0xfe };
enum { JOB = 1, ACK = 2, ACK_DATA = 3, USER_DATA = 7 };
enum { READ = 4, WRITE = 5, SETUP = 0xf0 };
enum { ITEM = 0x12, ANY = 0x10, ANY_SIZE = 10, USER_DATA_HEAD = 4 };

struct state {
    struct nc_reader side[2];
    bool continues[2]; /* the next packet is part of what the last one began */
};

/* What may stand in a packet of class 0: data, or a length that reaches to the end. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;
    size_t length;

    (void)context;
    if ((bytes.len > 0 && at[0] != TPKT) || (bytes.len > 1 && at[1] != 0))
        return NC_NO;
    if (bytes.len < INSIDE_AT)
        return NC_MORE;
    length = (size_t)(at[2] << 8 | at[3]);
    if (length < SHORTEST)
        return NC_NO;
    if (at[TYPE_AT] == DATA)
        return at[4] == DATA_INDICATOR && !(at[6] & ~LAST) ? NC_YES : NC_NO;
    return at[4] + TPKT_SIZE + 1u == length ? NC_YES : NC_NO;
}

static bool
is_message_type(uint8_t type)
{
    return (type >= JOB && type <= ACK_DATA) || type == USER_DATA;
}

/* Data that begin as S7's do; S7-Plus says less and is believed on the port alone. */
static enum nc_answer
is_ours(ProtobufCBinaryData bytes, bool by_port)
{
    uint8_t protocol, type;

    if (bytes.len < INSIDE_AT + 2)
        return NC_MORE;
    protocol = bytes.data[INSIDE_AT];
    type = bytes.data[INSIDE_AT + 1];
    if (protocol == S7)
        return is_message_type(type) ? NC_YES : NC_NO;
    return by_port && protocol == S7_PLUS && type && type <= VERSION_MOST ? NC_YES : NC_NO;
}

/* What both sides agree on first, all that use the transport do alike: the data behind it tell. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer answer;

    while ((answer = begins(NULL, bytes)) == NC_YES && bytes.data[TYPE_AT] != DATA) {
        size_t length = (size_t)(bytes.data[2] << 8 | bytes.data[3]);
        uint8_t type = bytes.data[TYPE_AT];

        if (type != CONNECT && type != CONFIRM)
            return NC_NO;
        if (bytes.len <= length)
            return NC_MORE;
        bytes.data += length;
        bytes.len -= length;
    }
    return answer == NC_YES ? is_ours(bytes, is->by_port) : answer;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 2);
    return nc_u16(ahead);
}

static void
read_item(struct nc_packet *pkt, struct nc_cursor *in, Types__S7comm *s7)
{
    Types__S7commItem *item = nc_new(pkt, types__s7comm_item);
    struct nc_cursor what;
    uint8_t length;

    nc_require(in, nc_u8(in) == ITEM, "no item where one should be");
    length = nc_u8(in);
    what = nc_slice(in, length);
    if (length % 2 && nc_left(in))
        nc_skip(in, 1);
    item->syntax = nc_u8(&what);
    if (item->syntax == ANY && length == ANY_SIZE) {
        item->transportsize = nc_u8(&what);
        item->count = nc_u16(&what);
        item->db = nc_u16(&what);
        item->area = nc_u8(&what);
        item->address = nc_u24(&what);
    }
    nc_require(in, nc_ok(&what), "item without its syntax");
    if (nc_ok(in))
        nc_push(pkt, s7, items, item);
}

static void
read_parameter(struct nc_packet *pkt, struct nc_cursor *in, Types__S7comm *s7)
{
    if (!nc_left(in))
        return;
    s7->function = nc_u8(in);
    if (s7->function == SETUP) {
        nc_skip(in, 1);
        s7->callsmost = nc_u16(in);
        nc_skip(in, 2); /* of those that it would be sent */
        s7->pdulength = nc_u16(in);
    } else if (s7->function == READ || s7->function == WRITE) {
        s7->itemcount = nc_u8(in);
        for (int i = 0; s7->messagetype == JOB && i < s7->itemcount && nc_ok(in); i++)
            read_item(pkt, in, s7);
    }
}

static void
read_user_data(struct nc_cursor *in, Types__S7comm *s7)
{
    uint8_t kind;

    nc_skip(in, USER_DATA_HEAD + 1); /* how it is said: request or response, as below */
    kind = nc_u8(in);
    s7->userdatatype = kind >> 4;
    s7->userdatagroup = kind & 15;
    s7->subfunction = nc_u8(in);
    s7->sequence = nc_u8(in);
}

static void
read_s7(struct nc_packet *pkt, struct nc_cursor *in, Types__S7comm *s7)
{
    size_t all = nc_left(in);
    struct nc_cursor parameter;

    nc_skip(in, 1);
    s7->messagetype = nc_u8(in);
    nc_require(in, is_message_type((uint8_t)s7->messagetype), "no type of message");
    nc_skip(in, 2);
    s7->pdureference = nc_u16(in);
    s7->parameterlength = nc_u16(in);
    s7->datalength = nc_u16(in);
    if (s7->messagetype == ACK || s7->messagetype == ACK_DATA) {
        s7->errorclass = nc_u8(in);
        s7->errorcode = nc_u8(in);
    }
    s7->length = (int32_t)(all - nc_left(in)) + s7->parameterlength + s7->datalength;
    nc_require(in, s7->cut || (size_t)s7->length <= all, "parameters and data beyond the packet");
    if (s7->cut && nc_left(in) < (size_t)s7->parameterlength)
        return;
    parameter = nc_slice(in, (size_t)s7->parameterlength);
    if (s7->messagetype == USER_DATA)
        read_user_data(&parameter, s7);
    else
        read_parameter(pkt, &parameter, s7);
    if (!nc_ok(&parameter))
        nc_fail(in, nc_reason(&parameter) == nc_truncated ? "parameters shorter than what they say"
                                                          : nc_reason(&parameter));
}

/* A keep-alive has a number where others have a length. */
static void
read_s7_plus(struct nc_cursor *in, Types__S7comm *s7)
{
    nc_skip(in, 1);
    s7->messagetype = nc_u8(in);
    s7->length = s7->messagetype == KEEP_ALIVE ? 0 : nc_u16(in);
    nc_require(in, s7->messagetype, "no version of S7-Plus");
    nc_require(in, s7->messagetype <= VERSION_MOST || s7->messagetype == KEEP_ALIVE,
               "no version of S7-Plus");
}

static void
read_data(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, bool cut)
{
    Types__S7comm *s7 = nc_new(pkt, types__s7comm);

    s7->protocolid = nc_peek(in);
    s7->cut = cut;
    nc_require(in, s7->protocolid == S7 || s7->protocolid == S7_PLUS, "neither S7 nor S7-Plus");
    if (s7->protocolid == S7)
        read_s7(pkt, in, s7);
    else
        read_s7_plus(in, s7);
    if (!nc_ok(in)) {
        nc_refuse(pkt, nc_reason(in));
        return;
    }
    ENDS_REPORT(pkt, is, is->side, s7);
    nc_write(pkt, s7, is->time);
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct nc_cursor packet = nc_read_message(pkt, is, in, &state->side[is->side], &framing, NULL);
    bool *continues = &state->continues[is->side], inside = *continues && !is->gap;

    if (!nc_ok(&packet))
        return;
    nc_skip(&packet, TPKT_SIZE + 1);
    if (nc_u8(&packet) != DATA)
        return;
    *continues = !(nc_u8(&packet) & LAST);
    if (!inside && nc_left(&packet))
        read_data(pkt, is, &packet, *continues);
}

NC_SCHEMA(s7comm);

NC_PLUGIN(s7comm,
    .name       = "S7comm",
    .about      = "S7 communication with controllers of Siemens",
    .type       = TYPES__TYPE__NC_S7comm,
    .record     = &types__s7comm__descriptor,
    .schema     = &s7comm_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 102)),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
