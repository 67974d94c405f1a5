/* SPDX-License-Identifier: Apache-2.0 */
/* L2TP version 3 over IP, RFC 3931 section 4.1.1: a session, or 0 before a control message. */
#include "l2tp.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint32_t session = nc_u32(in);
    uint16_t flags;

    (void)record;
    if (session) {
        l2tp_session(pkt, in, session);
        return;
    }
    flags = nc_u16(in);
    nc_require(in, flags & L2TP_CONTROL && (flags & L2TP_VERSION) == 3,
               "no control message of version 3");
    l2tp_control(in);
}

NC_PLUGIN(l2tpip,
    .name   = "L2TPIP",
    .about  = "Layer Two Tunneling Protocol over IP, version 3",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 115)),
    .decode = decode);
