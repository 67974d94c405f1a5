/* SPDX-License-Identifier: Apache-2.0 */
/* GRE: RFC 2784 and 2890, with the source routes of RFC 1701; version 1 is PPTP's, RFC 2637. */
#include <netcap/plugin.h>

#include "gre.pb-c.h"
#include "netcap.pb-c.h"

enum { PPTP = 1, ACK_FLAG = 0x10, KEY_LENGTH_AT = 16 };
enum { FLOW_BITS = 8, LEAST_SUBNET = 0x1000 };
enum { ETHERNET = 0x6558, EOIP = 0x6400, ERSPAN = 0x88be };

/* Each route lies inside the one before it, and readers of protobuf end at some depth. */
enum { ROUTES_MAX = 16 };

#define HEADER(_)                 \
    _(UINT, checksumpresent, 1)   \
    _(UINT, routingpresent, 1)    \
    _(UINT, keypresent, 1)        \
    _(UINT, seqpresent, 1)        \
    _(UINT, strictsourceroute, 1) \
    _(UINT, recursioncontrol, 3)  \
    _(UINT, flags, 5)             \
    _(UINT, version, 3)           \
    _(UINT, protocol, 16)

NC_HEADER(Types__GRE, HEADER)

/* RFC 1701: entries up to one of family 0 and length 0, which is none. */
static void
read_routes(struct nc_packet *pkt, struct nc_cursor *in, Types__GRE *gre)
{
    Types__GRERouting **to = &gre->routing;

    for (int n = 0; nc_ok(in); n++) {
        uint16_t family = nc_u16(in);
        uint8_t offset = nc_u8(in), length = nc_u8(in);
        ProtobufCBinaryData information = nc_bytes(in, length);

        if (!nc_ok(in) || (family == 0 && length == 0))
            return;
        if (n >= ROUTES_MAX) {
            nc_malformed(pkt, "more than 16 source routes");
            continue;
        }
        *to = nc_new(pkt, types__grerouting);
        (*to)->addressfamily = family;
        (*to)->sreoffset = offset;
        (*to)->srelength = length;
        (*to)->routinginformation = information;
        to = &(*to)->next;
    }
}

static void
read_optional(struct nc_packet *pkt, struct nc_cursor *in, Types__GRE *gre)
{
    gre->ackpresent = (gre->flags & ACK_FLAG) != 0;
    if (gre->checksumpresent || gre->routingpresent) {
        gre->checksum = nc_u16(in);
        gre->offset = nc_u16(in);
    }
    if (gre->keypresent)
        gre->key = nc_u32(in);
    if (gre->seqpresent)
        gre->seq = nc_u32(in);
    /* In version 0 this bit is reserved and means nothing, RFC 2784 section 2.3. */
    if (gre->version == PPTP && gre->ackpresent)
        gre->ack = nc_u32(in);
    if (gre->routingpresent)
        read_routes(pkt, in, gre);
}

/* MikroTik's Ethernet over IP has no header of its own, nor has type I of ERSPAN, known by not
 * numbering its packets. */
static bool
is_bare_frame(const Types__GRE *gre)
{
    return gre->protocol == EOIP || (gre->protocol == ERSPAN && !gre->seqpresent);
}

/* RFC 7637 section 3.2: a virtual subnet, which begins at 0x1000, over bits that spread flows; RFC
 * 2637 section 4.1: a call, of the receiver's choosing. */
static void
tell_scope(struct nc_packet *pkt, const Types__GRE *gre)
{
    uint32_t key = (uint32_t)gre->key, subnet = key >> FLOW_BITS;

    if (!gre->keypresent)
        return;
    if (gre->version == PPTP)
        nc_scope(pkt, NC_SCOPE_PPTP, key & 0xffff);
    else if (gre->protocol == ETHERNET && subnet >= LEAST_SUBNET)
        nc_scope(pkt, NC_SCOPE_NVGRE, subnet);
    else
        nc_scope(pkt, NC_SCOPE_GRE, key);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__GRE *gre = record;

    nc_require(in, gre->version <= PPTP, "version is neither 0 nor 1");
    read_optional(pkt, in, gre);
    if (gre->version == PPTP && gre->keypresent)
        nc_limit(in, gre->key >> KEY_LENGTH_AT);
    tell_scope(pkt, gre);
    /* Keepalives and PPTP's acknowledgements carry nothing. */
    if (nc_left(in))
        nc_next(pkt, NC_ETHERTYPE, is_bare_frame(gre) ? ETHERNET : (uint64_t)gre->protocol);
}

NC_SCHEMA(gre);

NC_PLUGIN(gre,
    .name   = "GRE",
    .about  = "Generic Routing Encapsulation",
    .type   = TYPES__TYPE__NC_GRE,
    .record = &types__gre__descriptor,
    .schema = &gre_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 47)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
