/* SPDX-License-Identifier: Apache-2.0 */
/* Nortel discovery, SynOptics before: hellos to the own segment and across bridges, one form. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "norteldiscovery.pb-c.h"

#define HEADER(_)           \
    _(IPV4, ipaddress, 32)  \
    _(BYTES, segmentid, 24) \
    _(UINT, chassis, 8)     \
    _(UINT, backplane, 8)   \
    _(UINT, state, 8)       \
    _(UINT, numlinks, 8)

NC_HEADER(Types__NortelDiscovery, HEADER)

NC_SCHEMA(norteldiscovery);

NC_PLUGIN(norteldiscovery,
    .name   = "NortelDiscovery",
    .about  = "Nortel Discovery Protocol",
    .type   = TYPES__TYPE__NC_NortelDiscovery,
    .record = &types__nortel_discovery__descriptor,
    .schema = &norteldiscovery_schema,
    .on     = NC_ON(NC_KEY(NC_SNAP, 0x00008101a1), NC_KEY(NC_SNAP, 0x00008101a2)),
    .fields = header,
    .read   = read_header);
