/* SPDX-License-Identifier: Apache-2.0 */
/* ESP in UDP, RFC 3948: it shares its port with IKE and keepalives. */
#include <netcap/plugin.h>

enum { ESP = 50, IKE_MARKER = 0, KEEPALIVE = 0xff };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor ahead = nc_ahead(in);

    (void)record;
    if (nc_left(in) == 1 && nc_peek(in) == KEEPALIVE) {
        nc_skip(in, 1);
        return;
    }
    /* No association has the index 0: four zeros come before IKE, which is none of ours. */
    if (nc_u32(&ahead) != IKE_MARKER)
        nc_next(pkt, NC_IPPROTO, ESP);
    nc_require(in, nc_ok(&ahead), nc_truncated);
}

NC_PLUGIN(udpencap,
    .name   = "UDPEncap",
    .about  = "UDP encapsulation of IPsec ESP packets",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4500)),
    .decode = decode);
