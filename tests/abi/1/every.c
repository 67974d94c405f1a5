/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that needs every function and object of the SDK as it was released with these headers;
 * the test finds their names there. */
#include <netcap/checksum.h>
#include <netcap/digest.h>
#include <netcap/plugin.h>

static const void *const every[] = {
#include "declared.h"
};

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)record;
    nc_require(in, every[nc_u8(in) % (sizeof every / sizeof every[0])] != NULL, "missing");
}

NC_PLUGIN(every,
    .name   = "Every",
    .about  = "Needs all of the SDK",
    .on     = NC_ON(NC_KEY(NC_SPACE('e', 'v', 'e', 'r'), 1)),
    .decode = decode);
