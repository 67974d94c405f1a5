/* SPDX-License-Identifier: Apache-2.0 */
/* Network protocols of OSI, told apart by their first byte, ISO/IEC TR 9577: CLNP, ISO 8473; ES-IS,
 * ISO 9542; IS-IS, ISO/IEC 10589 and RFC 1195.  They begin alike; nothing is inside. */
#include <netcap/plugin.h>

enum { CLNP = 0x81, ES_IS = 0x82, IS_IS = 0x83, NLPID_IPV4 = 0xcc, NLPID_IPV6 = 0x8e };
enum { IPV4 = 0x0800, IPV6 = 0x86dd, INACTIVE = 0, VERSION = 1, START = 3 };

static void
check_header(struct nc_cursor *in)
{
    uint8_t length = nc_u8(in), version = nc_u8(in);

    nc_require(in, length >= START, "header shorter than its beginning");
    nc_require(in, version == VERSION, "version is not 1");
    if (nc_ok(in))
        nc_skip(in, (size_t)length - START);
}

static bool
is_known(uint8_t protocol)
{
    return protocol == INACTIVE || (protocol >= CLNP && protocol <= IS_IS) ||
           protocol == NLPID_IPV4 || protocol == NLPID_IPV6;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    /* Cisco's HDLC has a byte more, of any value, so that what follows begins at an odd one. */
    if (!is_known(nc_peek(in)))
        nc_skip(in, 1);
    switch (nc_u8(in)) {
    case INACTIVE: break;
    case CLNP: case ES_IS: case IS_IS: check_header(in); break;
    case NLPID_IPV4: nc_next(pkt, NC_ETHERTYPE, IPV4); break;
    case NLPID_IPV6: nc_next(pkt, NC_ETHERTYPE, IPV6); break;
    default: nc_require(in, false, "network protocol that is not known"); break;
    }
}

NC_PLUGIN(osi,
    .name   = "OSI",
    .about  = "CLNP, ES-IS and IS-IS, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_LLC_SAP, 0xfe), NC_KEY(NC_ETHERTYPE, 0xfefe), NC_KEY(NC_PPP, 0x0023)),
    .decode = decode);
