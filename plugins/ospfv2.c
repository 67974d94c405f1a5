/* SPDX-License-Identifier: Apache-2.0 */
/* OSPF version 2, RFC 2328 appendix A; type 7 is of RFC 3101, types 9 to 11 of RFC 5250. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "ospf.h"
#include "ospfv2.pb-c.h"

enum { HEADER_SIZE = 24, PASSWORD = 1 };
enum { ROUTER = 1, NETWORK = 2, SUMMARY_NETWORK = 3, SUMMARY_ROUTER = 4, EXTERNAL = 5, NSSA = 7 };
enum { EXTERNAL_BIT = 0x80, TOS_METRIC = 4 };

#define HEADER(_)             \
    _(UINT, version, 8)       \
    _(UINT, type, 8)          \
    _(UINT, packetlength, 16) \
    _(UINT, routerid, 32)     \
    _(UINT, areaid, 32)       \
    _(UINT, checksum, 16)     \
    _(UINT, autype, 16)       \
    _(UINT, authentication, 64)

NC_HEADER(Types__OSPFv2, HEADER)

#define LSA_HEADER(_)     \
    _(UINT, lsage, 16)    \
    _(UINT, lsoptions, 8) \
    _(UINT, lstype, 8)    \
    LSA_COMMON(_)

NC_FIELDS(lsa_header, Types__LSAheader, LSA_HEADER)

#define ROUTER_HEAD(_) \
    _(UINT, flags, 8)  \
    _(SKIP, , 8)       \
    _(UINT, links, 16)

NC_FIELDS(router_head, Types__RouterLSAV2, ROUTER_HEAD)

#define LINK_HEAD(_)      \
    _(UINT, linkid, 32)   \
    _(UINT, linkdata, 32) \
    _(UINT, type, 8)

NC_FIELDS(link_head, Types__RouterV2, LINK_HEAD)

/* Metrics for other types of service may follow; RFC 2328 has done away with them. */
#define SUMMARY(_)           \
    _(UINT, networkmask, 32) \
    _(SKIP, , 8)             \
    _(UINT, metric, 24)

NC_FIELDS(summary, Types__SummaryLSAV2, SUMMARY)

#define AS_EXTERNAL(_)             \
    _(UINT, networkmask, 32)       \
    _(UINT, externalbit, 8)        \
    _(UINT, metric, 24)            \
    _(UINT, forwardingaddress, 32) \
    _(UINT, externalroutetag, 32)

NC_FIELDS(as_external, Types__ASExternalLSAV2, AS_EXTERNAL)

#define HELLO_HEAD(_)               \
    _(UINT, networkmask, 32)        \
    _(UINT, hellointerval, 16)      \
    _(UINT, options, 8)             \
    _(UINT, rtrpriority, 8)         \
    _(UINT, routerdeadinterval, 32) \
    _(UINT, designatedrouterid, 32) \
    _(UINT, backupdesignatedrouterid, 32)

NC_FIELDS(hello_head, Types__HelloPkgV2, HELLO_HEAD)

#define DESCRIPTION_HEAD(_)   \
    _(UINT, interfacemtu, 16) \
    _(UINT, options, 8)       \
    _(UINT, flags, 8)         \
    _(UINT, ddseqnumber, 32)

NC_FIELDS(description_head, Types__DbDescPkg, DESCRIPTION_HEAD)

static void
read_router(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__RouterLSAV2 *router = lsa->rlsav2 = nc_new(pkt, types__router_lsav2);

    read_router_head(pkt, in, router);
    for (int i = 0; i < router->links && nc_ok(in); i++) {
        Types__RouterV2 *link = nc_new(pkt, types__router_v2);
        uint8_t metrics;

        read_link_head(pkt, in, link);
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

static void
read_external(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__ASExternalLSAV2 *external = lsa->aselsav2 = nc_new(pkt, types__asexternal_lsav2);

    read_as_external(pkt, in, external);
    external->externalbit &= EXTERNAL_BIT;
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
        lsa->summaryv2 = nc_new(pkt, types__summary_lsav2);
        read_summary(pkt, in, lsa->summaryv2);
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

    read_hello_head(pkt, in, hello);
    if (nc_ok(in))
        ospf->hellov2 = hello;
    hello->neighborid = read_routers(pkt, in, &hello->n_neighborid);
}

static void
read_description(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv2 *ospf)
{
    Types__DbDescPkg *description = nc_new(pkt, types__db_desc_pkg);

    read_description_head(pkt, in, description);
    if (nc_ok(in))
        ospf->dbdesc = description;
    description->lsainfo = read_lsa_headers(pkt, in, read_lsa_header, &description->n_lsainfo);
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
        ospf->lsu = read_update(pkt, in, read_lsa_header, lsa_body);
        break;
    case OSPF_ACKNOWLEDGEMENT:
        ospf->lsas = read_lsa_headers(pkt, in, read_lsa_header, &ospf->n_lsas);
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
    if (ospf->autype == PASSWORD && nc_leaves_out_secrets(pkt))
        ospf->authentication = 0;
    nc_limit(in, (size_t)ospf->packetlength - HEADER_SIZE);
    body = nc_slice(in, nc_left(in));
    read_body(pkt, &body, ospf);
    if (!nc_ok(&body))
        nc_malformed(pkt, nc_reason(&body));
}

NC_SCHEMA(ospfv2);

NC_PLUGIN(ospfv2,
    .name   = "OSPFv2",
    .about  = "Open Shortest Path First, version 2",
    .type   = TYPES__TYPE__NC_OSPFv2,
    .record = &types__ospfv2__descriptor,
    .schema = &ospfv2_schema,
    .on     = NC_ON(NC_KEY(OSPF_VERSION, 2)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
