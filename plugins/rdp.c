/* SPDX-License-Identifier: Apache-2.0 */
/* Remote Desktop Protocol, MS-RDPBCGR section 2.2.1: how a connection begins, in X.224 (RFC 905, of
 * class 0) in TPKT (RFC 2126).  What follows is TLS, or a message of the client's settings. */
#include "rdp.h"

#include "netcap.pb-c.h"

#include <string.h>

enum { TPKT_VERSION = 3, TPKT_SIZE = 4, LEAST = 7, SIZE_MOST = 16384, REQUEST = 0xe0,
       CONFIRM = 0xd0, DATA = 0xf0, FIXED = 6, NEGOTIATION_SIZE = 8, CORRELATION_SIZE = 36 };

enum { ASKS = 1, AGREES = 2, FAILS = 3, CORRELATES = 6 };

static const char line_start[] = "Cookie: ", user[] = "Cookie: mstshash=";

struct state {
    struct nc_reader side[2];
};

/* RFC 2126 section 4.3, and the kinds that begin a connection; class 0. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;
    uint32_t length;

    (void)context;
    if (bytes.len < 6)
        return at[0] != TPKT_VERSION || (bytes.len > 1 && at[1]) ? NC_NO : NC_MORE;
    length = (uint32_t)at[2] << 8 | at[3];
    if (at[0] != TPKT_VERSION || at[1] || length < LEAST || length > SIZE_MOST)
        return NC_NO;
    if (at[5] == DATA)
        return at[4] == 2 ? NC_YES : NC_NO;
    return (at[5] == REQUEST || at[5] == CONFIRM) && at[4] == length - TPKT_SIZE - 1 &&
                   at[4] >= FIXED
               ? NC_YES
               : NC_NO;
}

/* Who else speaks X.224 says at once who is to answer, in parameters of that: RDP has a cookie, a
 * negotiation or nothing there. */
static bool
is_of_rdp(struct nc_cursor in)
{
    ProtobufCBinaryData rest;
    size_t size;

    nc_skip(&in, TPKT_SIZE);
    size = nc_u8(&in);
    nc_limit(&in, size);
    nc_skip(&in, FIXED);
    rest = nc_rest(&in);
    if (!nc_ok(&in) || !rest.len)
        return nc_ok(&in);
    return *rest.data == ASKS || *rest.data == AGREES || *rest.data == FAILS ||
           (rest.len >= sizeof line_start &&
            memcmp(rest.data, line_start, sizeof line_start - 1) == 0);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer answer = bytes.len ? begins(NULL, bytes) : NC_MORE;

    if (answer != NC_YES)
        return answer;
    if (bytes.data[5] == DATA)
        return NC_NO;
    if (bytes.len < TPKT_SIZE + 1 + (size_t)bytes.data[4])
        return NC_MORE;
    if (!is_of_rdp(*first))
        return NC_NO;
    return is->by_port || bytes.data[4] > FIXED ? NC_YES : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 2);
    return nc_u16(ahead);
}

static const struct nc_framing framing = { begins, size };

/* Section 2.2.1.1: a line with the user's name, or a token for who shares the load. */
static void
read_cookie(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    size_t end = nc_find(in, nc_left(in), "\r\n", 2), name = sizeof user - 1;
    ProtobufCBinaryData line;

    if (end == NC_NOT_FOUND)
        return;
    line = nc_bytes(in, end);
    nc_skip(in, 2);
    if (line.len >= name && memcmp(line.data, user, name) == 0)
        to->user = nc_text(pkt, (ProtobufCBinaryData){ line.len - name, line.data + name });
    else
        to->routingtoken = nc_text(pkt, line);
}

/* Sections 2.2.1.1.1, 2.2.1.2.1 and 2.2.1.2.2, with numbers of least significant byte first. */
static void
read_negotiation(struct nc_cursor *in, Types__RDP *to)
{
    uint8_t type = nc_u8(in), flags = nc_u8(in);
    uint16_t length = nc_u16_le(in);
    uint32_t value = nc_u32_le(in);

    nc_require(in, length == NEGOTIATION_SIZE, "negotiation of another length");
    nc_require(in, type >= ASKS && type <= FAILS, "negotiation that does not exist");
    to->negotiationtype = type;
    to->negotiationflags = flags;
    switch (type) {
    case ASKS: to->requestedprotocols = value; break;
    case AGREES: to->selectedprotocol = value; break;
    case FAILS: to->failurecode = value; break;
    }
}

/* Section 2.2.1.1.2. */
static void
read_correlation(struct nc_cursor *in, Types__RDP *to)
{
    if (nc_left(in) < CORRELATION_SIZE || nc_peek(in) != CORRELATES)
        return;
    nc_skip(in, 4);
    to->correlationid = nc_bytes(in, 16);
}

static void
read_connection(struct nc_packet *pkt, struct nc_cursor *in, Types__RDP *to)
{
    to->dstref = nc_u16(in);
    to->srcref = nc_u16(in);
    to->class_ = nc_u8(in);
    if (to->type == REQUEST)
        read_cookie(pkt, in, to);
    if (nc_left(in))
        read_negotiation(in, to);
    read_correlation(in, to);
}

static void
tell(struct nc_packet *pkt, const struct nc_stream *is, Types__RDP *to)
{
    uint32_t from = is->side;

    to->srcip = nc_address_text(pkt, is->network_kind, is->network[from]);
    to->dstip = nc_address_text(pkt, is->network_kind, is->network[!from]);
    to->srcport = is->port[from];
    to->dstport = is->port[!from];
    NC_JOINS_REPORT(pkt, is, to);
    nc_write(pkt, to, is->time);
}

/* What a side says once both agree, which is nobody's or TLS. */
static void
go_on(struct nc_packet *pkt, const Types__RDP *to)
{
    if (to->type == CONFIRM && to->negotiationtype == AGREES && to->selectedprotocol)
        nc_handover(pkt);
    else if (to->type == CONFIRM && to->negotiationtype == FAILS)
        nc_pass(pkt, UINT64_MAX);
    else if (to->type == DATA)
        nc_pass(pkt, UINT64_MAX);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *own)
{
    struct state *state = own;
    struct nc_cursor message = nc_read_message(pkt, is, in, &state->side[is->side], &framing, NULL);
    Types__RDP *to;
    size_t header;

    if (!nc_ok(&message))
        return;
    to = nc_new(pkt, types__rdp);
    nc_skip(&message, 2);
    to->length = nc_u16(&message);
    header = nc_u8(&message);
    to->type = nc_u8(&message);
    if (to->type == DATA) {
        nc_skip(&message, header - 1);
        if (is->side != NC_CLIENT || !rdp_client(pkt, &message, to)) {
            nc_pass(pkt, UINT64_MAX);
            return;
        }
    } else {
        read_connection(pkt, &message, to);
    }
    if (nc_ok(&message))
        tell(pkt, is, to);
    else
        nc_refuse(pkt, nc_reason(&message));
    go_on(pkt, to);
}

NC_SCHEMA(rdp);

NC_PLUGIN(rdp,
    .name   = "RDP",
    .about  = "Remote Desktop Protocol: how connections begin",
    .type   = TYPES__TYPE__NC_RDP,
    .record = &types__rdp__descriptor,
    .schema = &rdp_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 3389)),
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
