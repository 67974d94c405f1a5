/* SPDX-License-Identifier: Apache-2.0 */
/* Logical link control, IEEE 802.2. */
#include <netcap/plugin.h>

#include "llc.pb-c.h"
#include "netcap.pb-c.h"

enum { FLAG = 1, UNNUMBERED = 3, LINKTYPE_ATM_RFC1483 = 100 };

#define HEADER(_)     \
    _(UINT, dsap, 8)  \
    _(UINT, ssap, 8)  \
    _(UINT, control, 8)

NC_HEADER(Types__LLC, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__LLC *llc = record;

    /* The lowest bit of an access point is none of its address. */
    llc->ig = llc->dsap & FLAG;
    llc->cr = llc->ssap & FLAG;
    llc->dsap &= ~FLAG;
    llc->ssap &= ~FLAG;
    if ((llc->control & UNNUMBERED) != UNNUMBERED)
        llc->control = llc->control << 8 | nc_u8(in);
    nc_next(pkt, NC_LLC_SAP, (uint64_t)llc->dsap);
}

/* 11 is what some systems write instead of 100. */
NC_SCHEMA(llc);

NC_PLUGIN(llc,
    .name   = "LLC",
    .about  = "Logical Link Control, IEEE 802.2",
    .type   = TYPES__TYPE__NC_LLC,
    .record = &types__llc__descriptor,
    .schema = &llc_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 4), NC_KEY(NC_LINKTYPE, LINKTYPE_ATM_RFC1483),
                    NC_KEY(NC_LINKTYPE, 11)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
