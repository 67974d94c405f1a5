/* SPDX-License-Identifier: Apache-2.0 */
/* BSD loopback: an address family before each packet. */
#include "families.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint32_t family = nc_u32(in);

    (void)record;
    /* Link type 0 has the byte order of the machine that captured; families are small. */
    if (family > UINT16_MAX)
        family = __builtin_bswap32(family);
    family_next(pkt, in, family, FAMILY_OF_LINUX | FAMILIES_OF_BSD);
}

NC_PLUGIN(loopback,
    .name   = "Loopback",
    .about  = "BSD loopback encapsulation",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 0), NC_KEY(NC_LINKTYPE, 108)),
    .decode = decode);
