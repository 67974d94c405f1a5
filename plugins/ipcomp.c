/* SPDX-License-Identifier: Apache-2.0 */
/* IP payload compression, RFC 3173 section 3: what is inside is compressed, and stays so. */
#include <netcap/plugin.h>

enum { HEADER_SIZE = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    nc_skip(in, HEADER_SIZE);
}

NC_PLUGIN(ipcomp,
    .name   = "IPComp",
    .about  = "IP payload compression, recognised and not decompressed",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 108)),
    .decode = decode);
