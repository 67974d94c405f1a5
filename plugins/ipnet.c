/* SPDX-License-Identifier: Apache-2.0 */
/* What passes between zones of Solaris, dl_ipnetinfo_t of sys/dlpi.h. */
#include "families.h"

enum { VERSION = 1, REST = 22 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t version = nc_u8(in), family = nc_u8(in);

    (void)record;
    nc_require(in, version == VERSION, "version is not 1");
    nc_skip(in, REST); /* hook, length, interfaces, zones */
    family_next(pkt, in, family, FAMILY_OF_SOLARIS);
}

NC_PLUGIN(ipnet,
    .name   = "IPNET",
    .about  = "Packets between zones of Solaris",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 226)),
    .decode = decode);
