/* SPDX-License-Identifier: Apache-2.0 */
/* Teredo, RFC 4380 section 5.1.1: IPv6 in UDP, behind up to two indications. */
#include <netcap/plugin.h>

enum { ORIGIN = 0, AUTHENTICATION = 1, ORIGIN_REST = 6, NONCE_AND_CONFIRMATION = 9, IPV6 = 41 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    while (nc_left(in) && nc_peek(in) == 0) {
        uint16_t indication = nc_u16(in);

        if (indication == AUTHENTICATION) {
            size_t identifier = nc_u8(in), value = nc_u8(in);

            nc_skip(in, identifier + value + NONCE_AND_CONFIRMATION);
        } else {
            nc_require(in, indication == ORIGIN, "unknown indication");
            nc_skip(in, ORIGIN_REST);
        }
    }
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_require(in, nc_peek(in) >> 4 == 6, "no IPv6 packet inside");
    nc_next(pkt, NC_IPPROTO, IPV6);
}

NC_PLUGIN(teredo,
    .name   = "Teredo",
    .about  = "Tunneling IPv6 over UDP through NATs",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 3544)),
    .decode = decode);
