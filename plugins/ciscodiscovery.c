/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco discovery, versions 1 and 2. */
#include <netcap/plugin.h>

#include "cdp.h"
#include "ciscodiscovery.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)       \
    _(UINT, version, 8) \
    _(UINT, ttl, 8)     \
    _(UINT, checksum, 16)

NC_HEADER(Types__CiscoDiscovery, HEADER)

static void
list_values(struct nc_packet *pkt, struct nc_cursor list, Types__CiscoDiscovery *cdp)
{
    struct cdp_value next;

    while (cdp_next(&list, &next))
        cdp_copy(nc_add(pkt, cdp, values, types__cisco_discovery_value), &next);
    if (!nc_ok(&list))
        nc_malformed(pkt, nc_reason(&list));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct nc_key values = CDP_VALUES;
    Types__CiscoDiscovery *cdp = record;

    nc_require(in, cdp->version == 1 || cdp->version == 2, "version is neither 1 nor 2");
    if (!nc_ok(in))
        return;
    list_values(pkt, nc_ahead(in), cdp);
    nc_next(pkt, values.space, values.value);
}

NC_SCHEMA(ciscodiscovery);

NC_PLUGIN(ciscodiscovery,
    .name   = "CiscoDiscovery",
    .about  = "Cisco Discovery Protocol",
    .type   = TYPES__TYPE__NC_CiscoDiscovery,
    .record = &types__cisco_discovery__descriptor,
    .schema = &ciscodiscovery_schema,
    .on     = NC_ON(NC_KEY(NC_SNAP, 0x00000c2000), NC_KEY(NC_ETHERTYPE, 0x2000)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
