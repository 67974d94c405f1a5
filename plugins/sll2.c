/* SPDX-License-Identifier: Apache-2.0 */
/* Linux cooked capture, version 2. */
#include <netcap/plugin.h>

#include "cooked.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t protocol = nc_u16(in), device;

    (void)record;
    nc_skip(in, 6); /* reserved, interface */
    device = nc_u16(in);
    nc_skip(in, 10); /* direction, address */
    cooked_next(pkt, device, protocol);
}

NC_PLUGIN(sll2,
    .name   = "SLL2",
    .about  = "Linux cooked capture, version 2",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 276)),
    .decode = decode);
