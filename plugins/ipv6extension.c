/* SPDX-License-Identifier: Apache-2.0 */
/* The extension headers of IPv6 that have no record: routing and destination options, RFC 8200;
 * mobility, RFC 6275; host identity, RFC 7401; Shim6, RFC 5533.  All begin alike, RFC 6564. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

enum { ROUTING = 43, NO_NEXT = 59, DESTINATION = 60, MOBILITY = 135, HOST_IDENTITY = 139,
       SHIM6 = 140 };
enum { ADDRESS = 16, UNIT = 8, PAD1 = 0, HOME_ADDRESS = 201 };

/* Of the types of routing headers those whose last address is known. */
enum { SOURCE_ROUTE = 0, HOME = 2, SEGMENTS = 4 };

/* Where in the addresses behind the first 8 bytes the last one stands; SIZE_MAX: it is not known.
 * RFC 2460 section 4.4 and RFC 6275 section 6.4 have them in order; RFC 8754 section 2 the other
 * way round, and the first need not be among them (section 4.1.1). */
static size_t
last_address(uint8_t type, uint8_t left, size_t addresses, uint8_t last_entry)
{
    switch (type) {
    case SOURCE_ROUTE: return left <= addresses ? (addresses - 1) * ADDRESS : SIZE_MAX;
    case HOME: return left == 1 && addresses == 1 ? 0 : SIZE_MAX;
    case SEGMENTS: return last_entry < addresses && left <= last_entry + 1 ? 0 : SIZE_MAX;
    default: return SIZE_MAX;
    }
}

/* While segments are left the packet is for another than the header's destination, and its
 * checksums go with that one (RFC 8200 section 8.1): Wireshark takes it for the packet's
 * destination, and so for its stream's. */
static void
read_route(struct nc_packet *pkt, struct nc_cursor *in)
{
    uint8_t type = nc_u8(in), left = nc_u8(in), last_entry = nc_u8(in);
    size_t at;

    nc_skip(in, 3);
    if (!nc_ok(in) || !left)
        return;
    at = last_address(type, left, nc_left(in) / ADDRESS, last_entry);
    if (at < nc_left(in)) {
        nc_skip(in, at);
        nc_network_ends(pkt, NULL, nc_view(in, ADDRESS), ADDRESS);
    } else {
        nc_readdressed(pkt);
    }
}

/* A mobile node's home address is who it is from, RFC 6275 section 6.3. */
static void
read_options(struct nc_packet *pkt, struct nc_cursor *in)
{
    while (nc_left(in)) {
        uint8_t type = nc_u8(in);
        ProtobufCBinaryData data;

        if (type == PAD1)
            continue;
        data = nc_bytes(in, nc_u8(in));
        if (type == HOME_ADDRESS && data.len == ADDRESS)
            nc_network_ends(pkt, data.data, NULL, ADDRESS);
    }
    if (!nc_ok(in))
        nc_malformed(pkt, "option runs past its header");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint64_t header = nc_found_by(pkt).value;
    uint8_t next = nc_u8(in);
    struct nc_cursor rest = nc_slice(in, nc_u8(in) * (size_t)UNIT + UNIT - 2);

    (void)record;
    if (header == ROUTING)
        read_route(pkt, &rest);
    else if (header == DESTINATION)
        read_options(pkt, &rest);
    else if (header == SHIM6)
        nc_readdressed(pkt); /* the addresses that both have agreed on are in their state alone */
    if (next != NO_NEXT)
        nc_next(pkt, NC_IPPROTO, next);
}

NC_PLUGIN(ipv6extension,
    .name   = "IPv6Extension",
    .about  = "IPv6 routing, destination options and other extension headers",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, ROUTING), NC_KEY(NC_IPPROTO, DESTINATION),
                    NC_KEY(NC_IPPROTO, MOBILITY), NC_KEY(NC_IPPROTO, HOST_IDENTITY),
                    NC_KEY(NC_IPPROTO, SHIM6)),
    .decode = decode);
