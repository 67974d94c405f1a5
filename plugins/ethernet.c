/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet II and IEEE 802.3 frames. */
#include <netcap/plugin.h>

#include "ethernet.pb-c.h"
#include "netcap.pb-c.h"

enum { LEAST_TYPE = 0x600, LLC = 4, MAC_SIZE = 6 };

#define HEADER(_)               \
    _(MAC, dstmac, 48)          \
    _(MAC, srcmac, 48)          \
    _(UINT, ethernettype, 16)

NC_HEADER(Types__Ethernet, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Ethernet *ethernet = record;
    uint16_t next = (uint16_t)ethernet->ethernettype;
    struct nc_cursor header_again = nc_window(in, 0, nc_tell(in));
    const uint8_t *addresses = nc_view(&header_again, (size_t)2 * MAC_SIZE);

    nc_link(pkt, NC_ENDPOINT_MAC, addresses + MAC_SIZE, addresses, MAC_SIZE);
    /* IEEE 802.3: below 0x600 the field is the length of what follows, and that is 802.2. */
    if (next < LEAST_TYPE) {
        nc_limit(in, next);
        ethernet->ethernettype = 0;
        next = LLC;
    }
    nc_payload(pkt, in, &ethernet->payloadentropy, &ethernet->payloadsize);
    nc_next(pkt, NC_ETHERTYPE, next);
}

NC_PLUGIN(ethernet,
    .name   = "Ethernet",
    .about  = "Ethernet II and IEEE 802.3 frames",
    .type   = TYPES__TYPE__NC_Ethernet,
    .record = &types__ethernet__descriptor,
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 1), NC_KEY(NC_ETHERTYPE, 0x6558),
                    NC_KEY(NC_IPPROTO, 143)), /* RFC 8986 section 4.9 */
    .fields = header,
    .read   = read_header,
    .decode = decode);
