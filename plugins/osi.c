/* SPDX-License-Identifier: Apache-2.0 */
/* The network layer of OSI, ISO/IEC TR 9577: known, but only IP is inside. */
#include <netcap/plugin.h>

enum { INACTIVE = 0x00, CLNP = 0x81, ES_IS = 0x82, IS_IS = 0x83, NLPID_IPV6 = 0x8e,
       NLPID_IPV4 = 0xcc };
enum { IPV4 = 0x0800, IPV6 = 0x86dd };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t protocol = nc_u8(in);

    (void)record;
    switch (protocol) {
    case INACTIVE: case CLNP: case ES_IS: case IS_IS:
        break;
    case NLPID_IPV4:
        nc_next(pkt, NC_ETHERTYPE, IPV4);
        break;
    case NLPID_IPV6:
        nc_next(pkt, NC_ETHERTYPE, IPV6);
        break;
    default:
        nc_next(pkt, NC_SPACE('n', 'l', 'p', 'd'), protocol);
    }
}

NC_PLUGIN(osi,
    .name   = "OSI",
    .about  = "Network layer of OSI: CLNP, ES-IS, IS-IS",
    .on     = NC_ON(NC_KEY(NC_LLC_SAP, 0xfe), NC_KEY(NC_PPP, 0x0023)),
    .decode = decode);
