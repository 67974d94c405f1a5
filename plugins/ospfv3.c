/* SPDX-License-Identifier: Apache-2.0 */
/* OSPF version 3, RFC 5340 appendix A. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "ospf.h"
#include "ospfv3.pb-c.h"

enum { HEADER_SIZE = 16, FUNCTION = 0x1fff, PREFIX_MAX = 128, ADDRESS = 16 };
enum { ROUTER = 1, NETWORK = 2, INTER_PREFIX = 3, INTER_ROUTER = 4, EXTERNAL = 5, NSSA = 7,
       LINK_LOCAL = 8, INTRA_PREFIX = 9 };
enum { HAS_TAG = 1, HAS_FORWARDING = 2 };

#define HEADER(_)             \
    _(UINT, version, 8)       \
    _(UINT, type, 8)          \
    _(UINT, packetlength, 16) \
    _(UINT, routerid, 32)     \
    _(UINT, areaid, 32)       \
    _(UINT, checksum, 16)     \
    _(UINT, instance, 8)      \
    _(UINT, reserved, 8)

NC_HEADER(Types__OSPFv3, HEADER)

#define LSA_HEADER(_)   \
    _(UINT, lsage, 16)  \
    _(UINT, lstype, 16) \
    LSA_COMMON(_)

NC_FIELDS(lsa_header, Types__LSAheader, LSA_HEADER)

/* The metric is unused in a link's. */
#define PREFIX_HEAD(_)        \
    _(UINT, prefixlength, 8)  \
    _(UINT, prefixoptions, 8) \
    _(UINT, metric, 16)

NC_FIELDS(prefix_head, Types__LSAPrefix, PREFIX_HEAD)

#define ROUTER_LINK(_)               \
    _(UINT, type, 8)                 \
    _(SKIP, , 8)                     \
    _(UINT, metric, 16)              \
    _(UINT, interfaceid, 32)         \
    _(UINT, neighborinterfaceid, 32) \
    _(UINT, neighborrouterid, 32)

NC_FIELDS(router_link, Types__Router, ROUTER_LINK)

#define INTER_PREFIX_HEAD(_)  \
    _(SKIP, , 8)              \
    _(UINT, metric, 24)       \
    _(UINT, prefixlength, 8)  \
    _(UINT, prefixoptions, 8) \
    _(SKIP, , 16)

NC_FIELDS(inter_prefix_head, Types__InterAreaPrefixLSA, INTER_PREFIX_HEAD)

#define INTER_AREA_ROUTER(_) \
    _(SKIP, , 8)             \
    _(UINT, options, 24)     \
    _(SKIP, , 8)             \
    _(UINT, metric, 24)      \
    _(UINT, destinationrouterid, 32)

NC_FIELDS(inter_area_router, Types__InterAreaRouterLSA, INTER_AREA_ROUTER)

#define EXTERNAL_HEAD(_)      \
    _(UINT, flags, 8)         \
    _(UINT, metric, 24)       \
    _(UINT, prefixlength, 8)  \
    _(UINT, prefixoptions, 8) \
    _(UINT, reflstype, 16)

NC_FIELDS(external_head, Types__ASExternalLSA, EXTERNAL_HEAD)

#define LINK_HEAD(_)                \
    _(UINT, rtrpriority, 8)         \
    _(UINT, options, 24)            \
    _(BYTES, linklocaladdress, 128) \
    _(UINT, numofprefixes, 32)

NC_FIELDS(link_head, Types__LinkLSA, LINK_HEAD)

#define INTRA_PREFIX_HEAD(_)    \
    _(UINT, numofprefixes, 16)  \
    _(UINT, reflstype, 16)      \
    _(UINT, reflinkstateid, 32) \
    _(UINT, refadvrouter, 32)

NC_FIELDS(intra_prefix_head, Types__IntraAreaPrefixLSA, INTRA_PREFIX_HEAD)

#define HELLO_HEAD(_)               \
    _(UINT, interfaceid, 32)        \
    _(UINT, rtrpriority, 8)         \
    _(UINT, options, 24)            \
    _(UINT, hellointerval, 16)      \
    _(UINT, routerdeadinterval, 16) \
    _(UINT, designatedrouterid, 32) \
    _(UINT, backupdesignatedrouterid, 32)

NC_FIELDS(hello_head, Types__HelloPkg, HELLO_HEAD)

#define DESCRIPTION_HEAD(_)   \
    _(SKIP, , 8)              \
    _(UINT, options, 24)      \
    _(UINT, interfacemtu, 16) \
    _(SKIP, , 8)              \
    _(UINT, flags, 8)         \
    _(UINT, ddseqnumber, 32)

NC_FIELDS(description_head, Types__DbDescPkg, DESCRIPTION_HEAD)

/* A prefix takes whole words, RFC 5340 appendix A.4.1.1. */
static ProtobufCBinaryData
prefix(struct nc_cursor *in, int bits)
{
    nc_require(in, bits <= PREFIX_MAX, "prefix longer than an address");
    return nc_bytes(in, nc_ok(in) ? ((size_t)bits + 31) / 32 * 4 : 0);
}

static Types__LSAPrefix *
read_prefix(struct nc_packet *pkt, struct nc_cursor *in)
{
    Types__LSAPrefix *to = nc_new(pkt, types__lsaprefix);

    read_prefix_head(pkt, in, to);
    to->addressprefix = prefix(in, to->prefixlength);
    return to;
}

static void
read_router(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__RouterLSA *router = lsa->rlsa = nc_new(pkt, types__router_lsa);

    router->flags = nc_u8(in);
    router->options = nc_u24(in);
    while (nc_left(in)) {
        Types__Router *link = nc_new(pkt, types__router);

        read_router_link(pkt, in, link);
        if (nc_ok(in))
            nc_push(pkt, router, routers, link);
    }
}

static void
read_network(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__NetworkLSA *network = lsa->nlsa = nc_new(pkt, types__network_lsa);

    nc_skip(in, 1);
    network->options = nc_u24(in);
    network->attachedrouter = read_routers(pkt, in, &network->n_attachedrouter);
}

static void
read_inter_prefix(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__InterAreaPrefixLSA *to = nc_new(pkt, types__inter_area_prefix_lsa);

    lsa->interaprefixlsa = to;
    read_inter_prefix_head(pkt, in, to);
    to->addressprefix = prefix(in, to->prefixlength);
}

static void
read_inter_router(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    lsa->iarouterlsa = nc_new(pkt, types__inter_area_router_lsa);
    read_inter_area_router(pkt, in, lsa->iarouterlsa);
}

static void
read_external(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__ASExternalLSA *external = lsa->aselsa = nc_new(pkt, types__asexternal_lsa);

    read_external_head(pkt, in, external);
    external->addressprefix = prefix(in, external->prefixlength);
    if (external->flags & HAS_FORWARDING)
        external->forwardingaddress = nc_bytes(in, ADDRESS);
    if (external->flags & HAS_TAG)
        external->externalroutetag = nc_u32(in);
    if (external->reflstype)
        external->reflinkstateid = nc_u32(in);
}

static void
read_link(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__LinkLSA *link = lsa->llsa = nc_new(pkt, types__link_lsa);

    read_link_head(pkt, in, link);
    for (uint32_t i = 0; i < link->numofprefixes && nc_ok(in); i++) {
        Types__LSAPrefix *one = read_prefix(pkt, in);

        if (nc_ok(in))
            nc_push(pkt, link, prefixes, one);
    }
}

static void
read_intra_prefix(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    Types__IntraAreaPrefixLSA *to = nc_new(pkt, types__intra_area_prefix_lsa);

    lsa->intraaprefixlsa = to;
    read_intra_prefix_head(pkt, in, to);
    for (int i = 0; i < to->numofprefixes && nc_ok(in); i++) {
        Types__LSAPrefix *one = read_prefix(pkt, in);

        if (nc_ok(in))
            nc_push(pkt, to, prefixes, one);
    }
}

/* The bits above the function say how far to flood it, not what it is. */
static void
lsa_body(struct nc_packet *pkt, struct nc_cursor *in, Types__LSA *lsa)
{
    static lsa_body_reader *const readers[] = {
        [ROUTER] = read_router, [NETWORK] = read_network, [INTER_PREFIX] = read_inter_prefix,
        [INTER_ROUTER] = read_inter_router, [EXTERNAL] = read_external, [NSSA] = read_external,
        [LINK_LOCAL] = read_link, [INTRA_PREFIX] = read_intra_prefix,
    };
    size_t function = (size_t)lsa->header->lstype & FUNCTION;

    if (function < sizeof readers / sizeof *readers && readers[function])
        readers[function](pkt, in, lsa);
    else
        lsa->body = nc_rest(in);
}

static void
read_hello(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv3 *ospf)
{
    Types__HelloPkg *hello = nc_new(pkt, types__hello_pkg);

    read_hello_head(pkt, in, hello);
    if (nc_ok(in))
        ospf->hello = hello;
    hello->neighborid = read_routers(pkt, in, &hello->n_neighborid);
}

static void
read_description(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv3 *ospf)
{
    Types__DbDescPkg *description = nc_new(pkt, types__db_desc_pkg);

    read_description_head(pkt, in, description);
    if (nc_ok(in))
        ospf->dbdesc = description;
    description->lsainfo = read_lsa_headers(pkt, in, read_lsa_header, &description->n_lsainfo);
}

static void
read_body(struct nc_packet *pkt, struct nc_cursor *in, Types__OSPFv3 *ospf)
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

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__OSPFv3 *ospf = record;
    struct nc_cursor body;

    nc_require(in, ospf->version == 3, "version is not 3");
    nc_require(in, ospf->packetlength >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_limit(in, (size_t)ospf->packetlength - HEADER_SIZE);
    body = nc_slice(in, nc_left(in));
    read_body(pkt, &body, ospf);
    if (!nc_ok(&body))
        nc_malformed(pkt, nc_reason(&body));
}

NC_SCHEMA(ospfv3);

NC_PLUGIN(ospfv3,
    .name   = "OSPFv3",
    .about  = "Open Shortest Path First, version 3",
    .type   = TYPES__TYPE__NC_OSPFv3,
    .record = &types__ospfv3__descriptor,
    .schema = &ospfv3_schema,
    .on     = NC_ON(NC_KEY(OSPF_VERSION, 3)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
