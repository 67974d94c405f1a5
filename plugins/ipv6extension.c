/* SPDX-License-Identifier: Apache-2.0 */
/* The extension headers of IPv6 that have no record: routing and destination options, RFC 8200;
 * mobility, RFC 6275; host identity, RFC 7401; Shim6, RFC 5533.  All begin alike, RFC 6564. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

enum { NO_NEXT = 59 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t next = nc_u8(in);

    (void)record;
    /* A routing header has the address that the packet goes to at last, in a form of its own for
     * each type (RFC 8200 section 8.1), destination options may have the sender's (RFC 6275
     * section 6.3), and Shim6 exchanges both. */
    nc_readdressed(pkt);
    nc_skip(in, nc_u8(in) * 8u + 6);
    if (next != NO_NEXT)
        nc_next(pkt, NC_IPPROTO, next);
}

NC_PLUGIN(ipv6extension,
    .name   = "IPv6Extension",
    .about  = "IPv6 routing, destination options and other extension headers",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 43), NC_KEY(NC_IPPROTO, 60), NC_KEY(NC_IPPROTO, 135),
                    NC_KEY(NC_IPPROTO, 139), NC_KEY(NC_IPPROTO, 140)),
    .decode = decode);
