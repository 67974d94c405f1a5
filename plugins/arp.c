/* SPDX-License-Identifier: Apache-2.0 */
/* Address resolution, RFC 826: the header says how long its addresses are.  Reverse resolution,
 * RFC 903, has the same with operations of its own. */
#include <netcap/plugin.h>

#include "arp.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)               \
    _(UINT, addrtype, 16)       \
    _(UINT, protocol, 16)       \
    _(UINT, hwaddresssize, 8)   \
    _(UINT, protaddresssize, 8) \
    _(UINT, operation, 16)

NC_HEADER(Types__ARP, HEADER)

enum { HARDWARE_ATM = 19 }; /* RFC 2225: two lengths where others have one */

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__ARP *arp = record;
    size_t hardware = (size_t)arp->hwaddresssize, protocol = (size_t)arp->protaddresssize;

    (void)pkt;
    nc_require(in, arp->addrtype != HARDWARE_ATM, "ATM has another header");
    arp->srchwaddress = nc_bytes(in, hardware);
    arp->srcprotaddress = nc_bytes(in, protocol);
    arp->dsthwaddress = nc_bytes(in, hardware);
    arp->dstprotaddress = nc_bytes(in, protocol);
}

NC_SCHEMA(arp);

NC_PLUGIN(arp,
    .name   = "ARP",
    .about  = "Address Resolution Protocol",
    .type   = TYPES__TYPE__NC_ARP,
    .record = &types__arp__descriptor,
    .schema = &arp_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x0806), NC_KEY(NC_ETHERTYPE, 0x8035)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
