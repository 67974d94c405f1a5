/* SPDX-License-Identifier: Apache-2.0 */
/* The values of Cisco discovery.  Cisco has published the older ones only; the rest is as the
 * devices send it. */
#include "ciscodiscoveryinfo.h"

#include "cdp.h"
#include "netcap.pb-c.h"

#include <string.h>

enum type {
    DEVICE_ID = 1, ADDRESSES, PORT_ID, CAPABILITIES, SOFTWARE, PLATFORM, PREFIXES, HELLO,
    VTP_DOMAIN, NATIVE_VLAN, DUPLEX, VLAN_REPLY = 14, VLAN_QUERY, POWER, MTU, TRUST, UNTRUSTED_COS,
    SYSTEM_NAME, SYSTEM_OID, MANAGEMENT, LOCATION, POWER_REQUEST = 25, POWER_AVAILABLE,
    ENERGYWISE = 29, SPARE_PAIR = 31
};

enum { NLPID = 1, NLPID_IPV4 = 0xcc, IPV4_SIZE = 4, IPV6_SIZE = 16 };
enum { PREFIX_SIZE = 5, PREFIX_MOST = 32 };

typedef Types__CiscoDiscoveryInfo Info;

#define CAPABILITIES_BITS(_)    \
    _(WORD, , 32)               \
    _(BITS, l3router, 1)        \
    _(BITS, tbbridge, 1)        \
    _(BITS, spbridge, 1)        \
    _(BITS, l2switch, 1)        \
    _(BITS, ishost, 1)          \
    _(BITS, igmpfilter, 1)      \
    _(BITS, l1repeater, 1)      \
    _(BITS, isphone, 1)         \
    _(BITS, remotelymanaged, 1) \
    _(SKIP, , 23)

NC_FIELDS(capabilities, Types__CDPCapabilities, CAPABILITIES_BITS)

#define CLUSTER(_)               \
    _(BYTES, oui, 24)            \
    _(UINT, protocolid, 16)      \
    _(IPV4, clustermaster, 32)   \
    _(IPV4, unknown1, 32)        \
    _(UINT, version, 8)          \
    _(UINT, subversion, 8)       \
    _(UINT, status, 8)           \
    _(UINT, unknown2, 8)         \
    _(MAC, clustercommander, 48) \
    _(MAC, switchmac, 48)        \
    _(UINT, unknown3, 8)         \
    _(UINT, managementvlan, 16)

NC_FIELDS(cluster, Types__CDPHello, CLUSTER)

#define DIALOGUE(_) \
    _(UINT, id, 8)  \
    _(UINT, vlan, 16)

NC_FIELDS(dialogue, Types__CDPVLANDialogue, DIALOGUE)

#define SPARE_PAIR_BITS(_)   \
    _(WORD, , 8)             \
    _(BITS, psefourwire, 1)  \
    _(BITS, pdarchshared, 1) \
    _(BITS, pdrequeston, 1)  \
    _(BITS, pseon, 1)        \
    _(SKIP, , 4)

NC_FIELDS(spare_pair, Types__CDPSparePairPoE, SPARE_PAIR_BITS)

static bool
is_ip(uint8_t kind, ProtobufCBinaryData protocol)
{
    static const uint8_t snap[] = { 0xaa, 0xaa, 3, 0, 0, 0 };

    if (kind == NLPID)
        return protocol.len == 1 && protocol.data[0] == NLPID_IPV4;
    /* IPv6 is 86dd, or 0800 with a longer address. */
    return protocol.len == sizeof snap + 2 && memcmp(protocol.data, snap, sizeof snap) == 0 &&
           (memcmp(protocol.data + sizeof snap, "\x08\x00", 2) == 0 ||
            memcmp(protocol.data + sizeof snap, "\x86\xdd", 2) == 0);
}

/* The next address of a list; NULL for one that is not of IP. */
static char *
read_address(struct nc_packet *pkt, struct nc_cursor *in)
{
    uint8_t kind = nc_u8(in);
    ProtobufCBinaryData protocol = nc_bytes(in, nc_u8(in));
    struct nc_cursor address = nc_slice(in, nc_u16(in));
    size_t size = nc_left(&address);

    if (!nc_ok(in) || !is_ip(kind, protocol))
        return NULL;
    if (size == IPV4_SIZE)
        return nc_ipv4(pkt, &address);
    return size == IPV6_SIZE ? nc_ipv6(pkt, &address) : NULL;
}

static void
read_addresses(struct nc_packet *pkt, struct nc_cursor *in, Info *info, bool management)
{
    for (uint32_t count = nc_u32(in); count && nc_ok(in); count--) {
        char *text = read_address(pkt, in);

        if (text && management)
            nc_push(pkt, info, mgmtaddresses, text);
        else if (text)
            nc_push(pkt, info, addresses, text);
    }
}

static char *
text_hex32(struct nc_packet *pkt, uint32_t value)
{
    char *text = nc_alloc(pkt, 9);

    nc_hex(text, value, 8);
    return text;
}

static char *
text_ipv4(struct nc_packet *pkt, uint32_t address)
{
    const uint8_t bytes[] = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
                              (uint8_t)(address >> 8), (uint8_t)address };

    return nc_text_ipv4(pkt, bytes);
}

static void
read_prefix(struct nc_packet *pkt, struct nc_cursor *in, Info *info)
{
    uint32_t address = nc_u32(in), mask;
    uint8_t bits = nc_u8(in);
    Types__IPNet *net;

    nc_require(in, bits <= PREFIX_MOST, "prefix longer than an address");
    if (!nc_ok(in))
        return;
    mask = bits ? UINT32_MAX << (PREFIX_MOST - bits) : 0;
    net = nc_add(pkt, info, ipprefixes, types__ipnet);
    net->ip = text_ipv4(pkt, address & mask);
    net->ipmask = text_hex32(pkt, mask);
}

/* A spoke of on-demand routing sends prefixes, its hub a lone address: the way out. */
static void
read_prefixes(struct nc_packet *pkt, struct nc_cursor *in, Info *info)
{
    if (nc_left(in) == IPV4_SIZE)
        nc_add(pkt, info, ipprefixes, types__ipnet)->ip = nc_ipv4(pkt, in);
    else
        while (nc_left(in))
            read_prefix(pkt, in, info);
}

static void
read_hello(struct nc_packet *pkt, struct nc_cursor *in, Info *info)
{
    Types__CDPHello *to = nc_new(pkt, types__cdphello);

    read_cluster(pkt, in, to);
    if (nc_ok(in))
        info->cdphello = to;
}

static void
read_power(struct nc_packet *pkt, struct nc_cursor *in, Types__CDPPowerDialogue *to)
{
    to->id = nc_u16(in);
    to->mgmtid = nc_u16(in);
    while (nc_left(in) >= sizeof(uint32_t))
        nc_push(pkt, to, values, nc_u32(in));
    nc_require(in, !nc_left(in), nc_truncated);
}

/* The member that takes a value of plain text, NULL when it is none. */
static char **
text_member(Info *info, uint16_t type)
{
    switch (type) {
    case DEVICE_ID:   return &info->deviceid;
    case PORT_ID:     return &info->portid;
    case SOFTWARE:    return &info->version;
    case PLATFORM:    return &info->platform;
    case VTP_DOMAIN:  return &info->vtpdomain;
    case SYSTEM_NAME: return &info->sysname;
    case SYSTEM_OID:  return &info->sysoid;
    default:          return NULL;
    }
}

/* False when the value is no lone number. */
static bool
read_number(struct nc_cursor *in, Info *info, uint16_t type)
{
    switch (type) {
    case NATIVE_VLAN:   info->nativevlan = nc_u16(in); return true;
    case DUPLEX:        info->fullduplex = nc_u8(in) == 1; return true;
    case POWER:         info->powerconsumption = nc_u16(in); return true;
    case MTU:           info->mtu = nc_u32(in); return true;
    case TRUST:         info->extendedtrust = nc_u8(in); return true;
    case UNTRUSTED_COS: info->untrustedcos = nc_u8(in); return true;
    default:            return false;
    }
}

/* False when nobody knows what the value means. */
static bool
read_structure(struct nc_packet *pkt, struct nc_cursor *in, Info *info, uint16_t type)
{
    switch (type) {
    case ADDRESSES:       read_addresses(pkt, in, info, false); return true;
    case MANAGEMENT:      read_addresses(pkt, in, info, true); return true;
    case CAPABILITIES:    read_capabilities(pkt, in, info->capabilities); return true;
    case PREFIXES:        read_prefixes(pkt, in, info); return true;
    case HELLO:           read_hello(pkt, in, info); return true;
    case VLAN_REPLY:      read_dialogue(pkt, in, info->vlanreply); return true;
    case VLAN_QUERY:      read_dialogue(pkt, in, info->vlanquery); return true;
    case POWER_REQUEST:   read_power(pkt, in, info->powerrequest); return true;
    case POWER_AVAILABLE: read_power(pkt, in, info->poweravailable); return true;
    case ENERGYWISE:      ciscodiscoveryinfo_energywise(pkt, in, info); return true;
    case SPARE_PAIR:      read_spare_pair(pkt, in, info->sparepairpoe); return true;
    case LOCATION:
        info->location->type = nc_u8(in);
        info->location->location = nc_text(pkt, nc_rest(in));
        return true;
    default:
        return false;
    }
}

static void
read_value(struct nc_packet *pkt, struct cdp_value *from, Info *info)
{
    char **text = text_member(info, from->type);

    if (text)
        *text = nc_text(pkt, nc_rest(&from->value));
    else if (!read_number(&from->value, info, from->type) &&
             !read_structure(pkt, &from->value, info, from->type))
        cdp_copy(nc_add(pkt, info, unknown, types__cisco_discovery_value), from);
    if (!nc_ok(&from->value))
        nc_malformed(pkt, nc_reason(&from->value));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor list = nc_ahead(in);
    struct cdp_value next;
    Info *info = record;

    /* Empty, but there: readers of the original's records take them to be. */
    info->cdphello = nc_new(pkt, types__cdphello);
    info->capabilities = nc_new(pkt, types__cdpcapabilities);
    info->vlanreply = nc_new(pkt, types__cdpvlandialogue);
    info->vlanquery = nc_new(pkt, types__cdpvlandialogue);
    info->location = nc_new(pkt, types__cdplocation);
    info->powerrequest = nc_new(pkt, types__cdppower_dialogue);
    info->poweravailable = nc_new(pkt, types__cdppower_dialogue);
    info->sparepairpoe = nc_new(pkt, types__cdpspare_pair_po_e);
    info->energywise = nc_new(pkt, types__cdpenergy_wise);
    while (cdp_next(&list, &next))
        read_value(pkt, &next, info);
}

NC_SCHEMA(ciscodiscoveryinfo);

NC_PLUGIN(ciscodiscoveryinfo,
    .name   = "CiscoDiscoveryInfo",
    .about  = "Values of the Cisco Discovery Protocol",
    .type   = TYPES__TYPE__NC_CiscoDiscoveryInfo,
    .record = &types__cisco_discovery_info__descriptor,
    .schema = &ciscodiscoveryinfo_schema,
    .on     = NC_ON(CDP_VALUES),
    .decode = decode);
