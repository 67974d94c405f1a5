/* SPDX-License-Identifier: Apache-2.0 */
/* DHCP for IPv6, RFC 8415: messages of clients and servers, section 8, and of relay agents,
 * section 9. */
#include <netcap/plugin.h>

#include "dhcpv6.pb-c.h"
#include "netcap.pb-c.h"

enum { RELAY_FORWARD = 12, RELAY_REPLY = 13, TRANSACTION_SIZE = 3, MESSAGE_MOST = 37,
       RELAY_SIZE = 33, CLIENT_ID = 1, SERVER_ID = 2, ID_LEAST = 3 };

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

/* One more option as they are: of a code, an identifier with more than its kind, section 11.1. */
static bool
is_option(struct nc_cursor *list)
{
    uint16_t code = nc_u16(list), length = nc_u16(list);

    nc_skip(list, length);
    return nc_ok(list) && code > 0 &&
           (length >= ID_LEAST || (code != CLIENT_ID && code != SERVER_ID));
}

/* Over IPv6, of a kind that exists (section 7.3 and what was added to it), and nothing but options;
 * malformed ones have at least the first of them. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t type = nc_u8(first);
    bool exists = type > 0 && type <= MESSAGE_MOST, sound;
    struct nc_cursor list = nc_ahead(first);
    size_t options = 0;

    nc_skip(&list, type == RELAY_FORWARD || type == RELAY_REPLY ? RELAY_SIZE : TRANSACTION_SIZE);
    sound = nc_ok(&list);
    nc_require(first, sound || is->cut, nc_truncated);
    while (nc_left(&list) && sound) {
        sound = is_option(&list);
        options += sound;
    }
    nc_require(first, is->network_kind == NC_ENDPOINT_IPV6, "is not carried by IPv6");
    nc_require(first, sound || (exists && (is->cut || options)), "neither kind nor options");
    return sound && exists ? NC_YES : NC_MORE;
}

NC_SCHEMA(dhcpv6);

NC_PLUGIN(dhcpv6,
    .name   = "DHCPv6",
    .about  = "Dynamic Host Configuration Protocol for IPv6",
    .type   = TYPES__TYPE__NC_DHCPv6,
    .record = &types__dhcpv6__descriptor,
    .schema = &dhcpv6_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 546), NC_KEY(NC_UDP_PORT, 547)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
