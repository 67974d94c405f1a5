/* SPDX-License-Identifier: Apache-2.0 */
/* PPP over Ethernet, RFC 2516. */
#include <netcap/plugin.h>

enum { VERSION_AND_TYPE = 0x11, SESSION_DATA = 0, PPP = 0x880b };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t session;
    uint8_t code;

    (void)record;
    nc_require(in, nc_u8(in) == VERSION_AND_TYPE, "version and type are not 1");
    code = nc_u8(in);
    session = nc_u16(in);
    nc_limit(in, nc_u16(in));
    /* Everything else finds a session or ends it, by tags that no record takes. */
    if (code != SESSION_DATA)
        return;
    nc_scope(pkt, NC_SCOPE_PPPOE, session); /* one for both directions, section 5.4 */
    nc_next(pkt, NC_ETHERTYPE, PPP);
}

NC_PLUGIN(pppoe,
    .name   = "PPPoE",
    .about  = "PPP over Ethernet",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8863), NC_KEY(NC_ETHERTYPE, 0x8864),
                    NC_KEY(NC_LINKTYPE, 51)),
    .decode = decode);
