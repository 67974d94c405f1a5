/* SPDX-License-Identifier: Apache-2.0 */
/* Control protocols of PPP, which begin alike, RFC 1661 section 5: of the link, authentication (RFC
 * 1334 and 1994) and network protocols.  Nothing is inside. */
#include "counted.h"

enum { HEADER_SIZE = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t length;

    (void)pkt;
    (void)record;
    nc_skip(in, 2); /* code, identifier */
    length = nc_u16(in);
    counted_rest(in, length, HEADER_SIZE, HEADER_SIZE);
}

NC_PLUGIN(pppcontrol,
    .name   = "PPPControl",
    .about  = "LCP, PAP, CHAP, IPCP and others of PPP, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_PPP, 0xc021), NC_KEY(NC_PPP, 0xc023), NC_KEY(NC_PPP, 0xc223),
                    NC_KEY(NC_PPP, 0x8021), NC_KEY(NC_PPP, 0x8023), NC_KEY(NC_PPP, 0x8031),
                    NC_KEY(NC_PPP, 0x8053), NC_KEY(NC_PPP, 0x8057), NC_KEY(NC_PPP, 0x80fb),
                    NC_KEY(NC_PPP, 0x80fd), NC_KEY(NC_PPP, 0x8207), NC_KEY(NC_PPP, 0x8281),
                    NC_KEY(NC_PPP, 0x8283), NC_KEY(NC_PPP, 0xc02b), NC_KEY(NC_PPP, 0xc02d)),
    .decode = decode);
