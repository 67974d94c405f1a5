/* SPDX-License-Identifier: Apache-2.0 */
/* Token Ring, IEEE 802.5-1998 section 3.2. */
#include "ieee8023.h"
#include "linktypes.h"

enum { KIND = 0xc0, LLC_FRAME = 0x40, ROUTED = 0x80, MAC_SIZE = 6 };
enum { ROUTE_LENGTH = 31, ROUTE_LEAST = 2 };

/* Bridges on the way, IEEE 802.1D annex C: all of it is counted by the first byte. */
static void
skip_route(struct nc_cursor *in)
{
    size_t length = nc_u8(in) & ROUTE_LENGTH;

    nc_require(in, length >= ROUTE_LEAST && length % 2 == 0, "route of a wrong length");
    if (nc_ok(in))
        nc_skip(in, length - 1);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t control, source[MAC_SIZE];
    const uint8_t *destination;
    bool routed;

    (void)record;
    nc_skip(in, 1); /* access control */
    control = nc_u8(in);
    destination = nc_view(in, MAC_SIZE);
    for (int i = 0; i < MAC_SIZE; i++)
        source[i] = nc_u8(in);
    routed = source[0] & ROUTED;
    source[0] &= (uint8_t)~ROUTED;
    if (routed)
        skip_route(in);
    if (!nc_ok(in))
        return;
    nc_link(pkt, NC_ENDPOINT_MAC, source, destination, MAC_SIZE);
    if ((control & KIND) == LLC_FRAME)
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_LLC);
}

NC_PLUGIN(tokenring,
    .name   = "TokenRing",
    .about  = "Token Ring, IEEE 802.5",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, LINKTYPE_TOKEN_RING)),
    .decode = decode);
