/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet II and IEEE 802.3 frames. */
#include <netcap/plugin.h>

#include "ethernet.pb-c.h"
#include "ieee8023.h"
#include "isl.h"
#include "netcap.pb-c.h"

#include <string.h>

enum { MAC_SIZE = 6, SNAP_HEADER = 0xaaaa03 };

#define HEADER(_)               \
    _(MAC, dstmac, 48)          \
    _(MAC, srcmac, 48)          \
    _(UINT, ethernettype, 16)

NC_HEADER(Types__Ethernet, HEADER)

/* Inter-Switch Link of Cisco: a group address of five bytes, of which there are two, and a sixth
 * that says what it carries. */
static bool
is_isl(const uint8_t *to, const struct nc_cursor *in)
{
    static const uint8_t rest[] = { 0x00, 0x0c, 0x00, 0x00 };
    struct nc_cursor ahead = nc_ahead(in);

    return (to[0] == 1 || to[0] == 3) && memcmp(to + 1, rest, sizeof rest) == 0
           && to[5] >> 4 <= ISL_ATM && nc_u24(&ahead) == SNAP_HEADER;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Ethernet *ethernet = record;
    uint16_t next = (uint16_t)ethernet->ethernettype;
    struct nc_cursor header_again = nc_window(in, 0, nc_tell(in));
    const uint8_t *addresses = nc_view(&header_again, (size_t)2 * MAC_SIZE);

    nc_link(pkt, NC_ENDPOINT_MAC, addresses + MAC_SIZE, addresses, MAC_SIZE);
    if (next < IEEE8023_LEAST_TYPE)
        ethernet->ethernettype = 0;
    ieee8023_next(pkt, in, next);
    if (next < IEEE8023_LEAST_TYPE && is_isl(addresses, in))
        nc_next(pkt, ISL_FRAME, addresses[5] >> 4);
    nc_payload(pkt, in, &ethernet->payloadentropy, &ethernet->payloadsize);
}

NC_SCHEMA(ethernet);

NC_PLUGIN(ethernet,
    .name   = "Ethernet",
    .about  = "Ethernet II and IEEE 802.3 frames",
    .type   = TYPES__TYPE__NC_Ethernet,
    .record = &types__ethernet__descriptor,
    .schema = &ethernet_schema,
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 1), NC_KEY(NC_ETHERTYPE, 0x6558),
                    NC_KEY(NC_IPPROTO, 143)), /* RFC 8986 section 4.9 */
    .fields = header,
    .read   = read_header,
    .decode = decode);
