/* SPDX-License-Identifier: Apache-2.0 */
/* Diameter, RFC 6733 section 3, over TCP, and over SCTP where a message is all in one chunk. */
#include "diameter.h"

#include "netcap.pb-c.h"

enum { VERSION = 1, HEADER_SIZE = 20, AVP_HEADER = 8, LENGTH_MOST = NC_ALLOC_MAX,
       FLAGS_RESERVED = 0x0f, FLAGS_AT = 4, HEAD_SIZE = HEADER_SIZE + 4 };

enum { USER_NAME = 1, SESSION_ID = 263, ORIGIN_HOST, RESULT_CODE = 268, DESTINATION_REALM = 283,
       DESTINATION_HOST = 293, ORIGIN_REALM = 296, EXPERIMENTAL_RESULT, EXPERIMENTAL_RESULT_CODE };

#define HEAD(_)                \
    _(UINT, version, 8)        \
    _(UINT, messagelen, 24)    \
    _(UINT, flags, 8)          \
    _(UINT, commandcode, 24)   \
    _(UINT, applicationid, 32) \
    _(UINT, hopbyhopid, 32)    \
    _(UINT, endtoendid, 32)

NC_FIELDS(head, Types__Diameter, HEAD)

struct state {
    struct nc_reader side[2];
};

/* What an application found out may be in a group with the vendor whose code it is, section 7.6. */
static void
read_experimental(struct nc_packet *pkt, struct nc_cursor group, Types__Diameter *to)
{
    Types__Diameter inner = TYPES__DIAMETER__INIT;

    while (nc_left(&group)) {
        const Types__AVP *avp = diameter_avp(pkt, &group, &inner);

        if (avp->attributecode == EXPERIMENTAL_RESULT_CODE && !avp->vendorcode && nc_ok(&group))
            to->experimentalresultcode = diameter_number(avp->value);
    }
}

static void
tell(const Types__AVP *avp, Types__Diameter *to)
{
    switch (avp->attributecode) {
    case USER_NAME: to->username = avp->decodedvalue; break;
    case SESSION_ID: to->sessionid = avp->decodedvalue; break;
    case ORIGIN_HOST: to->originhost = avp->decodedvalue; break;
    case ORIGIN_REALM: to->originrealm = avp->decodedvalue; break;
    case DESTINATION_HOST: to->destinationhost = avp->decodedvalue; break;
    case DESTINATION_REALM: to->destinationrealm = avp->decodedvalue; break;
    case RESULT_CODE: to->resultcode = diameter_number(avp->value); break;
    }
}

static void
read_avps(struct nc_packet *pkt, struct nc_cursor *in, Types__Diameter *to)
{
    while (nc_left(in)) {
        struct nc_cursor ahead = nc_ahead(in);
        const Types__AVP *avp = diameter_avp(pkt, in, to);

        if (!nc_ok(in) || avp->vendorcode)
            continue;
        tell(avp, to);
        nc_skip(&ahead, avp->headerlen);
        if (avp->attributecode == EXPERIMENTAL_RESULT)
            read_experimental(pkt, nc_slice(&ahead, avp->valuelen), to);
    }
}

/* Who sent it, and who receives it. */
static void
address(struct nc_packet *pkt, const struct nc_stream *is, Types__Diameter *to)
{
    uint32_t from = is->side;

    to->srcip = nc_address_text(pkt, is->network_kind, is->network[from]);
    to->dstip = nc_address_text(pkt, is->network_kind, is->network[!from]);
    to->srcport = is->port[from];
    to->dstport = is->port[!from];
    NC_JOINS_REPORT(pkt, is, to);
}

static void
read_message(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in)
{
    Types__Diameter *diameter = nc_new(pkt, types__diameter);

    read_head(pkt, in, diameter);
    read_avps(pkt, in, diameter);
    if (!nc_ok(in))
        return;
    address(pkt, is, diameter);
    nc_write(pkt, diameter, is->time);
}

/* Reserved flags are zero, and a length counts whole words.  As far as it is there. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    uint8_t head[FLAGS_AT + 1] = { VERSION, 0, 0, HEADER_SIZE, 0 };
    size_t length;

    (void)context;
    for (size_t i = 0; i < bytes.len && i < sizeof head; i++)
        head[i] = bytes.data[i];
    length = (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (head[0] != VERSION || head[FLAGS_AT] & FLAGS_RESERVED ||
        (bytes.len >= FLAGS_AT && (length < HEADER_SIZE || length > LENGTH_MOST || length % 4)))
        return NC_NO;
    return bytes.len < sizeof head ? NC_MORE : NC_YES;
}

/* All commands begin with who they are of: a session, or the host that says them. */
static bool
is_of_somebody(struct nc_cursor in)
{
    uint32_t code;

    nc_skip(&in, HEADER_SIZE);
    code = nc_u32(&in);
    return nc_ok(&in) && (code == SESSION_ID || code == ORIGIN_HOST);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    enum nc_answer answer = nc_left(first) ? begins(NULL, nc_rest(first)) : NC_MORE;

    if (is->by_port || answer != NC_YES)
        return answer;
    if (nc_left(first) < HEAD_SIZE)
        return NC_MORE;
    return is_of_somebody(*first) ? NC_YES : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 1);
    return nc_u24(ahead);
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, NULL);

    if (!nc_ok(&message))
        return;
    read_message(pkt, is, &message);
    if (!nc_ok(&message))
        nc_refuse(pkt, nc_reason(&message) == nc_truncated ? "AVP longer than its message"
                                                           : nc_reason(&message));
}

/* Messages follow each other in a chunk as in a stream; what is none is another protocol's. */
static void
datagram(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    (void)state;
    while (nc_left(in)) {
        struct nc_cursor ahead = nc_ahead(in), message;

        if (begins(NULL, nc_rest(in)) != NC_YES) {
            nc_decline(in);
            return;
        }
        message = nc_slice(in, size(NULL, &ahead));
        if (nc_ok(&message))
            read_message(pkt, is, &message);
        if (!nc_ok(&message))
            nc_fail(in, nc_reason(&message));
    }
}

NC_SCHEMA(diameter);

NC_PLUGIN(diameter,
    .name   = "Diameter",
    .about  = "Diameter base protocol",
    .type   = TYPES__TYPE__NC_Diameter,
    .record = &types__diameter__descriptor,
    .schema = &diameter_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 3868), NC_KEY(NC_SCTP_PORT, 3868)),
    .probe  = probe,
    .stream = stream,
    .datagram = datagram,
    .state_size = sizeof(struct state));
