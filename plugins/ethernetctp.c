/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration testing, Ethernet version 2.0 section 8.4.1. */
#include <netcap/plugin.h>

#include "ctp.h"
#include "ethernetctp.pb-c.h"
#include "netcap.pb-c.h"

enum { FUNCTION_SIZE = 2, FORWARD_SIZE = 8 };

#define HEADER(_) _(UINT_LE, skipcount, 16)

NC_HEADER(Types__EthernetCTP, HEADER)

/* The function that comes next, which stays unread; 0, which is none, where there is none. */
static uint16_t
function(const struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);

    return nc_u16_le(&ahead);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__EthernetCTP *ctp = record;

    nc_require(in, ctp->skipcount % 2 == 0, "skip count is odd");
    /* From the first function on, not from the skip count: what has been forwarded already shows
     * the message that was sent. */
    while (function(in) == CTP_FORWARD && nc_left(in) >= FORWARD_SIZE)
        nc_skip(in, FORWARD_SIZE);
    if (nc_left(in) < FUNCTION_SIZE || function(in) == CTP_FORWARD)
        nc_malformed(pkt, nc_truncated);
    else
        nc_next(pkt, CTP_SPACE, function(in));
}

NC_SCHEMA(ethernetctp);

NC_PLUGIN(ethernetctp,
    .name   = "EthernetCTP",
    .about  = "Ethernet configuration testing protocol",
    .type   = TYPES__TYPE__NC_EthernetCTP,
    .record = &types__ethernet_ctp__descriptor,
    .schema = &ethernetctp_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x9000)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
