/* SPDX-License-Identifier: Apache-2.0 */
/* DHCP, RFC 2131, and its options, RFC 2132. */
#include <netcap/plugin.h>

#include "dhcpv4.pb-c.h"
#include "netcap.pb-c.h"

enum { HARDWARE_AT = 28, HARDWARE_SIZE = 16, FILE_SIZE = 128, PAD = 0, END = 255 };

enum { REQUEST = 1, REPLY = 2, COOKIE_AT = 236 };

#define COOKIE 0x63825363u

#define HEADER(_)             \
    _(UINT, operation, 8)     \
    _(UINT, hardwaretype, 8)  \
    _(UINT, hardwarelen, 8)   \
    _(UINT, hardwareopts, 8)  \
    _(UINT, xid, 32)          \
    _(UINT, secs, 16)         \
    _(UINT, flags, 16)        \
    _(IPV4, clientip, 32)     \
    _(IPV4, yourclientip, 32) \
    _(IPV4, nextserverip, 32) \
    _(IPV4, relayagentip, 32) \
    _(SKIP, , 128)            \
    _(BYTES, servername, 512)

NC_HEADER(Types__DHCPv4, HEADER)

/* Any number of bytes as aa:bb:cc. */
static char *
hardware_address(struct nc_packet *pkt, struct nc_cursor *address)
{
    char *text = nc_alloc(pkt, 3 * nc_left(address) + 1), *to = text;

    while (nc_left(address)) {
        if (to != text)
            *to++ = ':';
        to = nc_hex(to, nc_u8(address), 2);
    }
    return text;
}

static void
read_hardware_address(struct nc_packet *pkt, struct nc_cursor *in, Types__DHCPv4 *dhcp)
{
    size_t size = (size_t)dhcp->hardwarelen;
    struct nc_cursor address;

    if (size > HARDWARE_SIZE) {
        nc_malformed(pkt, "hardware address longer than its field");
        size = HARDWARE_SIZE;
    }
    address = nc_window(in, HARDWARE_AT, HARDWARE_AT + size);
    dhcp->clienthwaddr = hardware_address(pkt, &address);
}

static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__DHCPv4 *dhcp)
{
    struct nc_cursor list = nc_slice(in, nc_left(in));

    while (nc_left(&list) && nc_peek(&list) != END) {
        uint8_t type = nc_u8(&list), length = type == PAD ? 0 : nc_u8(&list);
        ProtobufCBinaryData data = nc_bytes(&list, length);
        Types__DHCPOption *option;

        if (!nc_ok(&list))
            break;
        option = nc_add(pkt, dhcp, options, types__dhcpoption);
        option->type = type;
        option->length = length;
        option->data = data;
    }
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, "option runs past the message");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__DHCPv4 *dhcp = record;

    read_hardware_address(pkt, in, dhcp);
    dhcp->file = nc_bytes(in, FILE_SIZE);
    nc_require(in, nc_u32(in) == COOKIE, "no magic cookie of DHCP");
    read_options(pkt, in, dhcp);
}

/* RFC 2131 section 2: a request or reply over IPv4, whose options have a cookie before them. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t operation = nc_u8(first), hardware;

    nc_skip(first, 1);
    hardware = nc_u8(first);
    nc_require(first, is->network_kind == NC_ENDPOINT_IPV4, "is not carried by IPv4");
    nc_require(first, operation == REQUEST || operation == REPLY, "neither request nor reply");
    nc_skip(first, COOKIE_AT - 3);
    if (nc_u32(first) == COOKIE)
        return NC_YES;
    nc_require(first, hardware <= HARDWARE_SIZE, "no magic cookie of DHCP");
    return NC_MORE;
}

NC_PLUGIN(dhcpv4,
    .name   = "DHCPv4",
    .about  = "Dynamic Host Configuration Protocol",
    .type   = TYPES__TYPE__NC_DHCPv4,
    .record = &types__dhcpv4__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 67), NC_KEY(NC_UDP_PORT, 68)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
