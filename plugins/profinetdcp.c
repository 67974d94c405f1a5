/* SPDX-License-Identifier: Apache-2.0 */
/* PROFINET's discovery and basic configuration, IEC 61158-6-10 section 4.3; all other frames of its
 * type are of real time or of alarms, and nothing is read of them. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "profinetdcp.pb-c.h"

enum { HELLO_FRAME = 0xfefc, IDENTIFY_FRAME = 0xfefe, ANSWER_FRAME = 0xfeff };
enum { GET = 3, HELLO = 6, REQUEST = 0 };
enum { OF_IP = 1, OF_DEVICE = 2, OF_CONTROL = 5 };
enum { IP_MAC = 1, IP_PARAMETER = 2, IP_SUITE = 3 };
enum { DEVICE_VENDOR = 1, DEVICE_NAME = 2, DEVICE_ID = 3, DEVICE_ROLE = 4, DEVICE_ALIAS = 6 };
enum { CONTROL_RESPONSE = 4 };

#define HEADER(_)              \
    _(UINT, frameid, 16)       \
    _(UINT, serviceid, 8)      \
    _(UINT, servicetype, 8)    \
    _(UINT, xid, 32)           \
    _(UINT, responsedelay, 16) \
    _(UINT, length, 16)

NC_FIELDS(dcp, Types__PROFINETDCP, HEADER)

static void
read_ip(struct nc_packet *pkt, struct nc_cursor *in, int32_t suboption, Types__PROFINETDCP *dcp)
{
    if (suboption == IP_MAC) {
        dcp->mac = nc_mac(pkt, in);
    } else if (suboption == IP_PARAMETER || suboption == IP_SUITE) {
        dcp->ip = nc_ipv4(pkt, in);
        dcp->netmask = nc_ipv4(pkt, in);
        dcp->gateway = nc_ipv4(pkt, in);
    }
}

static void
read_device(struct nc_packet *pkt, struct nc_cursor *in, int32_t suboption, Types__PROFINETDCP *dcp)
{
    switch (suboption) {
    case DEVICE_VENDOR: dcp->vendor = nc_text(pkt, nc_rest(in)); break;
    case DEVICE_NAME: dcp->nameofstation = nc_text(pkt, nc_rest(in)); break;
    case DEVICE_ALIAS: dcp->aliasname = nc_text(pkt, nc_rest(in)); break;
    case DEVICE_ID:
        dcp->vendorid = nc_u16(in);
        dcp->deviceid = nc_u16(in);
        break;
    case DEVICE_ROLE: dcp->role = nc_u8(in); break;
    }
}

/* Who identifies has filters without it. */
static bool
has_info(const Types__PROFINETDCP *dcp, const Types__PROFINETDCPBlock *block)
{
    if (block->option == OF_CONTROL && block->suboption == CONTROL_RESPONSE)
        return false;
    return dcp->frameid != IDENTIFY_FRAME;
}

static void
read_value(struct nc_packet *pkt, struct nc_cursor *in, Types__PROFINETDCPBlock *block,
           Types__PROFINETDCP *dcp)
{
    if (has_info(dcp, block))
        block->info = nc_u16(in);
    switch (block->option) {
    case OF_IP: read_ip(pkt, in, block->suboption, dcp); break;
    case OF_DEVICE: read_device(pkt, in, block->suboption, dcp); break;
    case OF_CONTROL:
        if (block->suboption != CONTROL_RESPONSE)
            break;
        nc_skip(in, 2); /* what it is the response to */
        block->error = nc_u8(in);
    }
}

/* A get names what it asks for and no more; other blocks are padded to an even size. */
static void
read_block(struct nc_packet *pkt, struct nc_cursor *in, Types__PROFINETDCP *dcp)
{
    Types__PROFINETDCPBlock *block = nc_new(pkt, types__profinetdcpblock);
    struct nc_cursor value;

    block->option = nc_u8(in);
    block->suboption = nc_u8(in);
    if (dcp->serviceid != GET || dcp->servicetype != REQUEST) {
        block->length = nc_u16(in);
        value = nc_slice(in, (size_t)block->length);
        if (block->length % 2 && nc_left(in))
            nc_skip(in, 1);
        if (nc_ok(in) && nc_left(&value))
            read_value(pkt, &value, block, dcp);
        nc_require(in, nc_ok(&value), "block shorter than what it tells");
    }
    if (nc_ok(in))
        nc_push(pkt, dcp, blocks, block);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__PROFINETDCP *dcp = record;
    struct nc_cursor ahead = nc_ahead(in);
    uint16_t frame = nc_u16(&ahead);

    if (nc_ok(&ahead) && (frame < HELLO_FRAME || frame > ANSWER_FRAME)) {
        nc_decline(in);
        return;
    }
    read_dcp(pkt, in, dcp);
    nc_require(in, dcp->serviceid >= GET && dcp->serviceid <= HELLO, "no service of DCP");
    nc_require(in, nc_left(in) >= (size_t)dcp->length, "shorter than its blocks");
    nc_limit(in, (size_t)dcp->length);
    while (nc_left(in))
        read_block(pkt, in, dcp);
}

NC_SCHEMA(profinetdcp);

NC_PLUGIN(profinetdcp,
    .name   = "PROFINETDCP",
    .about  = "Discovery and configuration of PROFINET devices",
    .type   = TYPES__TYPE__NC_PROFINETDCP,
    .record = &types__profinetdcp__descriptor,
    .schema = &profinetdcp_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8892)),
    .decode = decode);
