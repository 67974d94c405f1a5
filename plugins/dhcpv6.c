/* SPDX-License-Identifier: Apache-2.0 */
/* DHCP for IPv6, RFC 8415: messages of clients and servers, section 8, and of relay agents,
 * section 9. */
#include <netcap/plugin.h>

#include "dhcpv6.pb-c.h"
#include "netcap.pb-c.h"

enum { RELAY_FORWARD = 12, RELAY_REPLY = 13, TRANSACTION_SIZE = 3 };

#define HEADER(_) _(UINT, msgtype, 8)

NC_HEADER(Types__DHCPv6, HEADER)

#define RELAY(_)           \
    _(UINT, hopcount, 8)   \
    _(IPV6, linkaddr, 128) \
    _(IPV6, peeraddr, 128)

NC_FIELDS(relay, Types__DHCPv6, RELAY)

/* Options stay as they are, those inside of others too. */
static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__DHCPv6 *dhcp)
{
    struct nc_cursor list = nc_slice(in, nc_left(in));

    while (nc_left(&list)) {
        uint16_t code = nc_u16(&list), length = nc_u16(&list);
        ProtobufCBinaryData data = nc_bytes(&list, length);
        Types__DHCPv6Option *option;

        if (!nc_ok(&list))
            break;
        option = nc_add(pkt, dhcp, options, types__dhcpv6_option);
        option->code = code;
        option->length = length;
        option->data = data;
    }
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, "option runs past the message");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__DHCPv6 *dhcp = record;

    if (dhcp->msgtype == RELAY_FORWARD || dhcp->msgtype == RELAY_REPLY)
        read_relay(pkt, in, dhcp);
    else
        dhcp->transactionid = nc_bytes(in, TRANSACTION_SIZE);
    read_options(pkt, in, dhcp);
}

NC_PLUGIN(dhcpv6,
    .name   = "DHCPv6",
    .about  = "Dynamic Host Configuration Protocol for IPv6",
    .type   = TYPES__TYPE__NC_DHCPv6,
    .record = &types__dhcpv6__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 546), NC_KEY(NC_UDP_PORT, 547)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
