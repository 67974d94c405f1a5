/* SPDX-License-Identifier: Apache-2.0 */
/* Linux cooked capture, version 1. */
#include <netcap/plugin.h>

#include "cooked.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t device;

    (void)record;
    nc_skip(in, 2); /* direction */
    device = nc_u16(in);
    nc_skip(in, 10); /* address */
    cooked_next(pkt, device, nc_u16(in));
}

NC_PLUGIN(sll,
    .name   = "SLL",
    .about  = "Linux cooked capture",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 113)),
    .decode = decode);
