/* SPDX-License-Identifier: Apache-2.0 */
/* Enhanced Interior Gateway Routing Protocol, RFC 7868 section 6.5: known, but nothing is
 * inside. */
#include <netcap/plugin.h>

enum { VERSION = 2, HEADER_REST = 18, TLV_HEADER = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    nc_require(in, nc_u8(in) == VERSION, "version is not 2");
    nc_skip(in, 1 + HEADER_REST);
    /* Type, length with that of both, value. */
    while (nc_left(in)) {
        uint16_t length;

        nc_skip(in, 2);
        length = nc_u16(in);
        nc_require(in, length >= TLV_HEADER, "element shorter than its header");
        if (nc_ok(in))
            nc_skip(in, (size_t)length - TLV_HEADER);
    }
}

NC_PLUGIN(eigrp,
    .name   = "EIGRP",
    .about  = "Enhanced Interior Gateway Routing Protocol, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 88)),
    .decode = decode);
