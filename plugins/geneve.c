/* SPDX-License-Identifier: Apache-2.0 */
/* Geneve, RFC 8926. */
#include <netcap/plugin.h>

#include "geneve.pb-c.h"
#include "netcap.pb-c.h"

enum { WORD = 4, OPTION_HEADER = 4 };

#define HEADER(_)              \
    _(UINT, version, 2)        \
    _(UINT, optionslength, 6)  \
    _(UINT, oampacket, 1)      \
    _(UINT, criticaloption, 1) \
    _(SKIP, , 6)               \
    _(UINT, protocol, 16)      \
    _(UINT, vni, 24)           \
    _(SKIP, , 8)

NC_HEADER(Types__Geneve, HEADER)

#define OPTION(_)       \
    _(UINT, class_, 16) \
    _(UINT, type, 8)    \
    _(UINT, flags, 3)   \
    _(UINT, length, 5)

NC_FIELDS(option_head, Types__GeneveOption, OPTION)

static void
read_option(struct nc_packet *pkt, struct nc_cursor *list, Types__Geneve *geneve)
{
    Types__GeneveOption *option = nc_new(pkt, types__geneve_option);

    read_option_head(pkt, list, option);
    option->length = option->length * WORD + OPTION_HEADER;
    option->data = nc_bytes(list, (size_t)option->length - OPTION_HEADER);
    if (nc_ok(list))
        nc_push(pkt, geneve, options, option);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Geneve *geneve = record;
    struct nc_cursor list;

    nc_require(in, geneve->version == 0, "version is not 0");
    geneve->optionslength *= WORD;
    list = nc_slice(in, (size_t)geneve->optionslength);
    while (nc_left(&list))
        read_option(pkt, &list, geneve);
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, "option runs past the options");
    nc_scope(pkt, NC_SCOPE_GENEVE, (uint64_t)geneve->vni);
    if (nc_left(in))
        nc_next(pkt, NC_ETHERTYPE, (uint64_t)geneve->protocol);
}

NC_PLUGIN(geneve,
    .name   = "Geneve",
    .about  = "Generic Network Virtualization Encapsulation",
    .type   = TYPES__TYPE__NC_Geneve,
    .record = &types__geneve__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 6081)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
