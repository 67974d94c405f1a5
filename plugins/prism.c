/* SPDX-License-Identifier: Apache-2.0 */
/* Prism header of a wireless frame: two numbers in the order of the machine that captured, a
 * device name, then readings of the radio.  tcpdump.org/linktypes.html */
#include <netcap/plugin.h>

#include "avs.h"
#include "fcs.h"

enum { MONITOR = 0x44, SNIFFER = 0x41, START = 24, NUMBERS = 8 };

static bool
is_message(uint32_t code)
{
    return code == MONITOR || code == SNIFFER;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor start = nc_ahead(in);
    struct nc_cursor other = start;
    bool big = is_message(nc_u32(&other));
    uint32_t length;

    (void)record;
    if (is_avs(nc_u32(&start))) {
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_AVS);
        return;
    }
    nc_require(in, big || is_message(nc_u32_le(in)), "unknown message");
    if (big)
        nc_skip(in, NUMBERS / 2);
    length = big ? nc_u32(in) : nc_u32_le(in);
    nc_require(in, length >= START, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - NUMBERS);
    if (nc_left(in))
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_IEEE802_11);
}

NC_PLUGIN(prism,
    .name   = "Prism",
    .about  = "Prism header of a wireless frame",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 119)),
    .decode = decode);
