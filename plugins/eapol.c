/* SPDX-License-Identifier: Apache-2.0 */
/* EAP over LAN, IEEE 802.1X-2020 section 11. */
#include <netcap/plugin.h>

#include "eapol.pb-c.h"
#include "netcap.pb-c.h"

enum { START = 1, LOGOFF = 2, ETHERTYPE_EAPOL = 0x888e, ETHERTYPE_PREAUTHENTICATION = 0x88c7 };

#define HEADER(_)       \
    _(UINT, version, 8) \
    _(UINT, type, 8)    \
    _(UINT, length, 16)

NC_HEADER(Types__EAPOL, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__EAPOL *eapol = record;

    /* Short frames are padded, and a driver may leave its check sequence behind. */
    nc_limit(in, (size_t)eapol->length);
    if (eapol->type != START && eapol->type != LOGOFF)
        nc_next(pkt, NC_EAPOL_TYPE, (uint64_t)eapol->type);
}

NC_SCHEMA(eapol);

NC_PLUGIN(eapol,
    .name   = "EAPOL",
    .about  = "EAP over LAN, IEEE 802.1X",
    .type   = TYPES__TYPE__NC_EAPOL,
    .record = &types__eapol__descriptor,
    .schema = &eapol_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, ETHERTYPE_EAPOL),
                    NC_KEY(NC_ETHERTYPE, ETHERTYPE_PREAUTHENTICATION)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
