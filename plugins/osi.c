/* SPDX-License-Identifier: Apache-2.0 */
/* Network protocols of OSI, told apart by their first byte, ISO/IEC TR 9577: CLNP, ISO 8473; ES-IS,
 * ISO 9542; IS-IS, ISO/IEC 10589 and RFC 1195.  They begin alike, and nothing is inside. */
#include <netcap/plugin.h>

enum { INACTIVE = 0, CLNP = 0x81, ES_IS = 0x82, IS_IS = 0x83, NLPID_IPV6 = 0x8e,
       NLPID_IPV4 = 0xcc };
enum { IPV4 = 0x0800, IPV6 = 0x86dd, VERSION = 1, START = 3 };

static bool
is_osi(uint8_t protocol)
{
    return protocol >= CLNP && protocol <= IS_IS;
}

/* Cisco's HDLC has a byte of padding before it, of any value, so that it begins at an odd one. */
static void
skip_padding(struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);
    uint8_t first = nc_u8(&ahead);

    if (first != NLPID_IPV4 && first != NLPID_IPV6 && !is_osi(first) && is_osi(nc_peek(&ahead)))
        nc_skip(in, 1);
}

static void
check_header(struct nc_cursor *in)
{
    uint8_t length = nc_u8(in), version = nc_u8(in);

    nc_require(in, length >= START, "header shorter than its beginning");
    nc_require(in, version == VERSION, "version is not 1");
    if (nc_ok(in))
        nc_skip(in, (size_t)length - START);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t protocol;

    (void)record;
    skip_padding(in);
    protocol = nc_u8(in);
    switch (protocol) {
    case INACTIVE: break;
    case CLNP: case ES_IS: case IS_IS: check_header(in); break;
    case NLPID_IPV4: nc_next(pkt, NC_ETHERTYPE, IPV4); break;
    case NLPID_IPV6: nc_next(pkt, NC_ETHERTYPE, IPV6); break;
    default: nc_next(pkt, NC_SPACE('n', 'l', 'p', 'd'), protocol); break;
    }
}

NC_PLUGIN(osi,
    .name   = "OSI",
    .about  = "Network layer of OSI: CLNP, ES-IS and IS-IS, recognised and not decoded",
    /* 0x00fe is GRE's, RFC 1701. */
    .on     = NC_ON(NC_KEY(NC_LLC_SAP, 0xfe), NC_KEY(NC_ETHERTYPE, 0xfefe),
                    NC_KEY(NC_ETHERTYPE, 0x00fe), NC_KEY(NC_PPP, 0x0023)),
    .decode = decode);
