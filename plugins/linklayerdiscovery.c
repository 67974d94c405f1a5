/* SPDX-License-Identifier: Apache-2.0 */
/* Link layer discovery, IEEE 802.1AB. */
#include <netcap/plugin.h>

#include "linklayerdiscovery.pb-c.h"
#include "lldp.h"
#include "netcap.pb-c.h"

/* Clause 9.2.7.7.1: a frame that does not begin with these three in this order is none. */
static struct nc_cursor
read_mandatory(struct nc_cursor *in, enum lldp_type type, const char *reason)
{
    struct lldp_value next = { .type = LLDP_END };

    nc_require(in, lldp_next(in, &next) && next.type == type, reason);
    return next.value;
}

static void
read_chassis(struct nc_packet *pkt, struct nc_cursor *in, Types__LinkLayerDiscovery *lldp)
{
    struct nc_cursor value = read_mandatory(in, LLDP_CHASSIS, "does not begin with a chassis");

    lldp->chassisid = nc_new(pkt, types__lldpchassis_id);
    lldp->chassisid->subtype = nc_u8(&value);
    lldp->chassisid->id = nc_rest(&value);
    nc_require(in, nc_left(&value) > 0, "chassis without an identifier");
}

static void
read_port(struct nc_packet *pkt, struct nc_cursor *in, Types__LinkLayerDiscovery *lldp)
{
    struct nc_cursor value = read_mandatory(in, LLDP_PORT, "has no port behind the chassis");

    lldp->portid = nc_new(pkt, types__lldpport_id);
    lldp->portid->subtype = nc_u8(&value);
    lldp->portid->id = nc_rest(&value);
    nc_require(in, nc_left(&value) > 0, "port without an identifier");
}

static void
read_time_to_live(struct nc_cursor *in, Types__LinkLayerDiscovery *lldp)
{
    struct nc_cursor value = read_mandatory(in, LLDP_TTL, "has no time to live behind the port");

    lldp->ttl = nc_u16(&value);
    nc_require(in, nc_ok(&value), "time to live below 2 bytes");
}

static void
list_values(struct nc_packet *pkt, struct nc_cursor list, Types__LinkLayerDiscovery *lldp)
{
    struct lldp_value next;

    while (lldp_next(&list, &next))
        lldp_copy(nc_add(pkt, lldp, values, types__link_layer_discovery_value), &next);
    if (!nc_ok(&list))
        nc_malformed(pkt, "value runs past the frame");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct nc_key rest = LLDP_REST;

    read_chassis(pkt, in, record);
    read_port(pkt, in, record);
    read_time_to_live(in, record);
    if (!nc_ok(in))
        return;
    list_values(pkt, nc_ahead(in), record);
    nc_next(pkt, rest.space, rest.value);
}

NC_SCHEMA(linklayerdiscovery);

NC_PLUGIN(linklayerdiscovery,
    .name   = "LinkLayerDiscovery",
    .about  = "Link Layer Discovery Protocol, IEEE 802.1AB",
    .type   = TYPES__TYPE__NC_LinkLayerDiscovery,
    .record = &types__link_layer_discovery__descriptor,
    .schema = &linklayerdiscovery_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88cc)),
    .decode = decode);
