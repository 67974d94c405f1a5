/* SPDX-License-Identifier: Apache-2.0 */
/* DHCP, RFC 2131, and its options, RFC 2132. */
#include <netcap/plugin.h>

#include "dhcpv4.pb-c.h"
#include "netcap.pb-c.h"

enum { HARDWARE_AT = 28, HARDWARE_SIZE = 16, NAME_AT = 44, FILE_AT = 108, COOKIE_AT = 236 };
enum { FILE_SIZE = COOKIE_AT - FILE_AT, VENDOR_SIZE = 64, HOPS_MOST = 16 };
enum { PAD = 0, OVERLOAD = 52, END = 255, CODES = 256, IN_FILE = 1, IN_NAME = 2 };

enum { REQUEST = 1, REPLY = 2, FLAGS_AT = 10, BROADCAST = 0x8000 };

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

/* The option of one code, and the pieces of its value. */
struct option {
    Types__DHCPOption *first;
    size_t n_list;
    ProtobufCBinaryData *list;
};

static void
add_option(struct nc_packet *pkt, Types__DHCPv4 *dhcp, uint8_t type, ProtobufCBinaryData data,
           struct option *of)
{
    if (type == PAD || !of->first) {
        of->first = nc_add(pkt, dhcp, options, types__dhcpoption);
        of->first->type = type;
        of->first->length = (int32_t)data.len;
        of->first->data = data;
    }
    if (type != PAD)
        nc_push(pkt, of, list, data);
}

static void
read_list(struct nc_packet *pkt, struct nc_cursor list, Types__DHCPv4 *dhcp, struct option *codes)
{
    while (nc_left(&list) && nc_peek(&list) != END) {
        uint8_t type = nc_u8(&list), length = type == PAD ? 0 : nc_u8(&list);
        ProtobufCBinaryData data = nc_bytes(&list, length);

        if (nc_ok(&list))
            add_option(pkt, dhcp, type, data, &codes[type]);
    }
    if (!nc_ok(&list))
        nc_malformed(pkt, "option runs past the message");
}

static uint8_t
overload_of(const struct option *codes)
{
    const struct option *of = &codes[OVERLOAD];

    return of->n_list && of->list[0].len == 1 ? of->list[0].data[0] : 0;
}

/* RFC 2131 section 4.1: the fields of the names may hold options too, read behind the others; the
 * values of all of one code are one, and RFC 3396 makes long options of that. */
static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__DHCPv4 *dhcp)
{
    struct option *codes = nc_alloc(pkt, CODES * sizeof *codes);
    uint8_t overload;

    read_list(pkt, nc_ahead(in), dhcp, codes);
    overload = overload_of(codes);
    if (overload & IN_FILE && overload <= (IN_FILE | IN_NAME))
        read_list(pkt, nc_window(in, FILE_AT, COOKIE_AT), dhcp, codes);
    if (overload & IN_NAME && overload <= (IN_FILE | IN_NAME))
        read_list(pkt, nc_window(in, NAME_AT, FILE_AT), dhcp, codes);
    for (int i = 0; i < CODES && nc_ok(in); i++) {
        struct nc_cursor whole;

        if (codes[i].n_list < 2)
            continue;
        whole = nc_join(pkt, codes[i].list, codes[i].n_list);
        codes[i].first->length = (int32_t)nc_left(&whole);
        codes[i].first->data = nc_rest(&whole);
    }
    nc_skip(in, nc_left(in));
}

/* Without the cookie it is a message of BOOTP, RFC 951, and what follows a vendor's own, which some
 * leave out. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__DHCPv4 *dhcp = record;
    struct nc_cursor ahead;

    read_hardware_address(pkt, in, dhcp);
    dhcp->file = nc_bytes(in, FILE_SIZE);
    ahead = nc_ahead(in);
    if (nc_u32(&ahead) != COOKIE) {
        if (!nc_left(in) && !nc_is_cut(pkt))
            nc_malformed(pkt, "message of BOOTP without its last field");
        nc_require(in, !nc_left(in) || nc_left(in) >= VENDOR_SIZE, "no magic cookie of DHCP");
        nc_skip(in, nc_left(in));
        return;
    }
    nc_u32(in);
    read_options(pkt, in, dhcp);
}

/* RFC 2131 section 2: a request or reply over IPv4, whose options have a cookie before them; RFC
 * 951 section 3 and RFC 1542 section 4.1.1 have what else is known of one without. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t operation = nc_u8(first), kind = nc_u8(first), size = nc_u8(first);
    uint8_t hops = nc_u8(first);
    uint16_t flags;
    struct nc_cursor ahead;
    size_t vendor;

    nc_require(first, is->network_kind == NC_ENDPOINT_IPV4, "is not carried by IPv4");
    nc_require(first, operation == REQUEST || operation == REPLY, "neither request nor reply");
    nc_skip(first, FLAGS_AT - 4);
    flags = nc_u16(first);
    nc_skip(first, COOKIE_AT - FLAGS_AT - 2);
    vendor = nc_left(first);
    ahead = nc_ahead(first);
    if (nc_u32(&ahead) == COOKIE)
        return NC_YES;
    nc_require(first, kind > 0 && size <= HARDWARE_SIZE && hops <= HOPS_MOST,
               "no magic cookie of DHCP");
    nc_require(first, is->cut || vendor >= VENDOR_SIZE || (!vendor && !(flags & ~BROADCAST)),
               "no magic cookie of DHCP");
    return NC_MORE;
}

NC_SCHEMA(dhcpv4);

NC_PLUGIN(dhcpv4,
    .name   = "DHCPv4",
    .about  = "Dynamic Host Configuration Protocol",
    .type   = TYPES__TYPE__NC_DHCPv4,
    .record = &types__dhcpv4__descriptor,
    .schema = &dhcpv4_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 67), NC_KEY(NC_UDP_PORT, 68)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
