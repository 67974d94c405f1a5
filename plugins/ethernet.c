/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet II and IEEE 802.3 frames. */
#include <netcap/plugin.h>

#include "ethernet.pb-c.h"
#include "lengthtype.h"
#include "netcap.pb-c.h"

enum { MAC_SIZE = 6 };

#define HEADER(_)               \
    _(MAC, dstmac, 48)          \
    _(MAC, srcmac, 48)          \
    _(UINT, ethernettype, 16)

NC_HEADER(Types__Ethernet, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Ethernet *ethernet = record;
    struct nc_cursor header_again = nc_window(in, 0, nc_tell(in));
    const uint8_t *addresses = nc_view(&header_again, (size_t)2 * MAC_SIZE);
    uint16_t next;

    nc_link(pkt, NC_ENDPOINT_MAC, addresses + MAC_SIZE, addresses, MAC_SIZE);
    next = lengthtype_next(in, (uint16_t)ethernet->ethernettype);
    if (ethernet->ethernettype < LEAST_ETHERTYPE)
        ethernet->ethernettype = 0;
    nc_payload(pkt, in, &ethernet->payloadentropy, &ethernet->payloadsize);
    nc_next(pkt, NC_ETHERTYPE, next);
}

NC_PLUGIN(ethernet,
    .name   = "Ethernet",
    .about  = "Ethernet II and IEEE 802.3 frames",
    .type   = TYPES__TYPE__NC_Ethernet,
    .record = &types__ethernet__descriptor,
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 1), NC_KEY(NC_ETHERTYPE, 0x6558)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
