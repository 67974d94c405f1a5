/* SPDX-License-Identifier: Apache-2.0 */
/* The optional values of link layer discovery, IEEE 802.1AB clause 8.5.5 and on. */
#include "linklayerdiscoveryinfo.h"

#include "linklayerdiscoveryinfo.pb-c.h"
#include "lldp.h"
#include "netcap.pb-c.h"

#define CAPABILITIES(_)     \
    _(WORD, , 16)           \
    _(BITS, other, 1)       \
    _(BITS, repeater, 1)    \
    _(BITS, bridge, 1)      \
    _(BITS, wlanap, 1)      \
    _(BITS, router, 1)      \
    _(BITS, phone, 1)       \
    _(BITS, docsis, 1)      \
    _(BITS, stationonly, 1) \
    _(BITS, cvlan, 1)       \
    _(BITS, svlan, 1)       \
    _(BITS, tmpr, 1)        \
    _(SKIP, , 5)

NC_FIELDS(capabilities, Types__LLDPCapabilities, CAPABILITIES)

static void
read_management(struct nc_packet *pkt, struct nc_cursor *in, Types__LinkLayerDiscoveryInfo *info)
{
    Types__LLDPMgmtAddress *to = nc_new(pkt, types__lldpmgmt_address);
    struct nc_cursor address = nc_slice(in, nc_u8(in)), oid;

    to->subtype = nc_u8(&address);
    to->address = nc_rest(&address);
    to->interfacesubtype = nc_u8(in);
    to->interfacenumber = nc_u32(in);
    oid = nc_slice(in, nc_u8(in));
    to->oid = linklayerdiscoveryinfo_oid(pkt, &oid);
    nc_require(in, nc_ok(&address), "management address without a kind");
    nc_require(in, nc_ok(&oid), "object identifier is broken");
    if (!nc_ok(in))
        return;
    info->mgmtaddress = to;
    nc_push(pkt, info, mgmtaddresses, to);
}

static void
read_organisation(struct nc_packet *pkt, struct nc_cursor *in,
                  Types__LinkLayerDiscoveryInfo *info)
{
    Types__LLDPOrgSpecificTLV *to;
    uint32_t organisation = nc_u24(in);
    uint8_t subtype = nc_u8(in);

    if (!nc_ok(in))
        return;
    to = nc_add(pkt, info, orgtlvs, types__lldporg_specific_tlv);
    to->oui = organisation;
    to->subtype = subtype;
    to->info = nc_rest(in);
}

static void
read_value(struct nc_packet *pkt, struct lldp_value *from, Types__LinkLayerDiscoveryInfo *info)
{
    switch (from->type) {
    case LLDP_PORT_DESCRIPTION:
        info->portdescription = nc_text(pkt, nc_rest(&from->value));
        break;
    case LLDP_NAME:
        info->sysname = nc_text(pkt, nc_rest(&from->value));
        break;
    case LLDP_DESCRIPTION:
        info->sysdescription = nc_text(pkt, nc_rest(&from->value));
        break;
    case LLDP_CAPABILITIES:
        read_capabilities(pkt, &from->value, info->syscapabilities->systemcap);
        read_capabilities(pkt, &from->value, info->syscapabilities->enabledcap);
        break;
    case LLDP_MANAGEMENT:
        read_management(pkt, &from->value, info);
        break;
    case LLDP_ORGANISATION:
        read_organisation(pkt, &from->value, info);
        break;
    default:
        lldp_copy(nc_add(pkt, info, unknown, types__link_layer_discovery_value), from);
    }
    if (!nc_ok(&from->value))
        nc_malformed(pkt, nc_reason(&from->value));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__LinkLayerDiscoveryInfo *info = record;
    struct nc_cursor list = nc_ahead(in);
    struct lldp_value next;

    /* Empty, but there: readers of the original's records take them to be. */
    info->syscapabilities = nc_new(pkt, types__lldpsys_capabilities);
    info->syscapabilities->systemcap = nc_new(pkt, types__lldpcapabilities);
    info->syscapabilities->enabledcap = nc_new(pkt, types__lldpcapabilities);
    info->mgmtaddress = nc_new(pkt, types__lldpmgmt_address);
    while (lldp_next(&list, &next))
        read_value(pkt, &next, info);
}

NC_SCHEMA(linklayerdiscoveryinfo);

NC_PLUGIN(linklayerdiscoveryinfo,
    .name   = "LinkLayerDiscoveryInfo",
    .about  = "Optional values of the Link Layer Discovery Protocol",
    .type   = TYPES__TYPE__NC_LinkLayerDiscoveryInfo,
    .record = &types__link_layer_discovery_info__descriptor,
    .schema = &linklayerdiscoveryinfo_schema,
    .on     = NC_ON(LLDP_REST),
    .decode = decode);
