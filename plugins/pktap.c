/* SPDX-License-Identifier: Apache-2.0 */
/* Darwin's packets with the process they belong to, bsd/net/pktap.h of XNU.  Numbers are in the
 * byte order of the machine that captured, which is little endian on all that have it. */
#include <netcap/plugin.h>

enum { HEADER_SIZE = 108, NOTHING = 0, PACKET = 1 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length = nc_u32_le(in);
    uint32_t next = nc_u32_le(in), link = nc_u32_le(in);

    (void)record;
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    nc_require(in, next == NOTHING || next == PACKET, "neither packet nor nothing follows");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - nc_tell(in));
    if (next == PACKET)
        nc_next(pkt, NC_LINKTYPE, link);
}

/* 149 is the second of the numbers for private use, which Darwin's tcpdump takes for this. */
NC_PLUGIN(pktap,
    .name   = "PKTAP",
    .about  = "Packets of Darwin with the process they belong to",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 258), NC_KEY(NC_LINKTYPE, 149)),
    .decode = decode);
