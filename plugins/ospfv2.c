/* SPDX-License-Identifier: Apache-2.0 */
/* OSPF version 2, RFC 2328 appendix A; type 7 is of RFC 3101, types 9 to 11 of RFC 5250. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "ospf.h"
#include "ospfv2.pb-c.h"

enum { HEADER_SIZE = 24 };
enum { ROUTER = 1, NETWORK = 2, SUMMARY_NETWORK = 3, SUMMARY_ROUTER = 4, EXTERNAL = 5, NSSA = 7 };
enum { EXTERNAL_BIT = 0x80, TOS_METRIC = 4 };

#define HEADER(_)               \
    _(UINT, version, 8)         \
    _(UINT, type, 8)            \
    _(UINT, packetlength, 16)   \
    _(UINT, routerid, 32)       \
    _(UINT, areaid, 32)         \
    _(UINT, checksum, 16)       \
    _(UINT, autype, 16)         \
    _(UINT, authentication, 64)

NC_HEADER(Types__OSPFv2, HEADER)

static Types__LSAheader *
lsa_header(struct nc_packet *pkt, struct nc_cursor *in)
{
    Types__LSAheader *to = nc_new(pkt, types__lsaheader);

    to->lsage = nc_u16(in);
    to->lsoptions = nc_u8(in);
    to->lstype = nc_u8(in);
    read_lsa_common(in, to);
    return to;
}

static void
read_router(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__RouterLSAV2 *router = lsa->rlsav2 = nc_new(pkt, types__router_lsav2);

    router->flags = nc_u8(in);
    nc_skip(in, 1);
    router->links = nc_u16(in);
    for (int i = 0; i < router->links && nc_ok(in); i++) {
        Types__RouterV2 *link = nc_new(pkt, types__router_v2);
        uint8_t metrics;

        link->linkid = nc_u32(in);
        link->linkdata = nc_u32(in);
        link->type = nc_u8(in);
        metrics = nc_u8(in);
        link->metric = nc_u16(in);
        nc_skip(in, (size_t)metrics * TOS_METRIC);
        if (nc_ok(in))
            nc_push(pkt, router, routers, link);
    }
}

static void
read_network(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__NetworkLSA *network = lsa->nlsa = nc_new(pkt, types__network_lsa);

    network->networkmask = nc_u32(in);
    network->attachedrouter = read_routers(pkt, in, &network->n_attachedrouter);
}

/* Metrics for other types of service may follow; RFC 2328 has done away with them. */
static void
read_summary(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__SummaryLSAV2 *summary = lsa->summaryv2 = nc_new(pkt, types__summary_lsav2);

    summary->networkmask = nc_u32(in);
    nc_skip(in, 1);
    summary->metric = nc_u24(in);
}

static void
read_external(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__ASExternalLSAV2 *external = lsa->aselsav2 = nc_new(pkt, types__asexternal_lsav2);

    external->networkmask = nc_u32(in);
    external->externalbit = nc_u8(in) & EXTERNAL_BIT;
    external->metric = nc_u24(in);
    external->forwardingaddress = nc_u32(in);
    external->externalroutetag = nc_u32(in);
}

static void
lsa_body(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    switch (lsa->header->lstype) {
    case ROUTER:
        read_router(pkt, in, lsa);
        break;
    case NETWORK:
        read_network(pkt, in, lsa);
        break;
    case SUMMARY_NETWORK: case SUMMARY_ROUTER:
        read_summary(pkt, in, lsa);
        break;
    case EXTERNAL: case NSSA:
        read_external(pkt, in, lsa);
        break;
    default:
        lsa->body = nc_rest(in);
    }
}

static void
read_hello(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv2 *ospf)
{
    Types__HelloPkgV2 *hello = nc_new(pkt, types__hello_pkg_v2);

    hello->networkmask = nc_u32(in);
    hello->hellointerval = nc_u16(in);
    hello->options = nc_u8(in);
    hello->rtrpriority = nc_u8(in);
    hello->routerdeadinterval = nc_u32(in);
    hello->designatedrouterid = nc_u32(in);
    hello->backupdesignatedrouterid = nc_u32(in);
    if (nc_ok(in))
        ospf->hellov2 = hello;
    hello->neighborid = read_routers(pkt, in, &hello->n_neighborid);
}

static void
read_description(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv2 *ospf)
{
    Types__DbDescPkg *description = nc_new(pkt, types__db_desc_pkg);

    description->interfacemtu = nc_u16(in);
    description->options = nc_u8(in);
    description->flags = nc_u8(in);
    description->ddseqnumber = nc_u32(in);
    if (nc_ok(in))
        ospf->dbdesc = description;
    description->lsainfo = read_lsa_headers(pkt, in, lsa_header, &description->n_lsainfo);
}

static void
read_body(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv2 *ospf)
{
    switch (ospf->type) {
    case OSPF_HELLO:
        read_hello(pkt, in, ospf);
        break;
    case OSPF_DESCRIPTION:
        read_description(pkt, in, ospf);
        break;
    case OSPF_REQUEST:
        ospf->lsr = read_requests(pkt, in, &ospf->n_lsr);
        break;
    case OSPF_UPDATE:
        ospf->lsu = read_update(pkt, in, lsa_header, lsa_body);
        break;
    case OSPF_ACKNOWLEDGEMENT:
        ospf->lsas = read_lsa_headers(pkt, in, lsa_header, &ospf->n_lsas);
        break;
    default:
        nc_fail(in, "packet of an unknown type");
    }
}

/* Behind the length there may be a digest and RFC 5613's block, neither part of the packet. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__OSPFv2 *ospf = record;
    struct nc_cursor body;

    nc_require(in, ospf->version == 2, "version is not 2");
    nc_require(in, ospf->packetlength >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_limit(in, (size_t)ospf->packetlength - HEADER_SIZE);
    body = nc_slice(in, nc_left(in));
    read_body(pkt, &body, ospf);
    if (!nc_ok(&body))
        nc_malformed(pkt, nc_reason(&body));
}

NC_PLUGIN(ospfv2,
    .name   = "OSPFv2",
    .about  = "Open Shortest Path First, version 2",
    .type   = TYPES__TYPE__NC_OSPFv2,
    .record = &types__ospfv2__descriptor,
    .on     = NC_ON(NC_KEY(OSPF_VERSION, 2)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
