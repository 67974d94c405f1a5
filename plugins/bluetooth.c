/* SPDX-License-Identifier: Apache-2.0 */
/* What a host and its Bluetooth controller tell each other, Core Specification volume 4 parts A
 * and E: known, but nothing is inside. */
#include <netcap/plugin.h>

enum { KINDS = 6 };

/* Bytes of the header behind the indicator: command, data, voice, event, isochronous data. */
static const uint8_t sizes[KINDS] = { 0, 3, 4, 3, 2, 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t kind = nc_u8(in);

    (void)pkt;
    (void)record;
    nc_require(in, kind > 0 && kind < KINDS, "packet of an unknown kind");
    if (nc_ok(in))
        nc_skip(in, sizes[kind]);
}

NC_PLUGIN(bluetooth,
    .name   = "Bluetooth",
    .about  = "Bluetooth host controller interface",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 187)),
    .decode = decode);
