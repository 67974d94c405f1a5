/* SPDX-License-Identifier: Apache-2.0 */
/* Geneve, RFC 8926. */
#include "foreign.h"
#include "inner.h"

#include "geneve.pb-c.h"
#include "netcap.pb-c.h"

enum { WORD = 4, OPTION_HEADER = 4, ETHERNET = 0x6558 };

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

/* Each has its length in words in its last five bits, section 3.5. */
static bool
options_fit(struct nc_cursor list)
{
    while (nc_left(&list)) {
        nc_skip(&list, OPTION_HEADER - 1);
        nc_skip(&list, (size_t)(nc_u8(&list) & 0x1f) * WORD);
    }
    return nc_ok(&list);
}

/* Section 3.4: version 0, options of whole words, an EtherType; what is reserved is zero when it is
 * sent, though receivers do not look at it. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t start = nc_u8(first), flags = nc_u8(first);
    uint16_t type = nc_u16(first);
    enum nc_answer inside;
    struct nc_cursor list;
    bool fit;

    nc_skip(first, 3);
    flags = (uint8_t)(flags & 0x3f) | nc_u8(first);
    list = nc_slice(first, (size_t)(start & 0x3f) * WORD);
    fit = options_fit(list);
    nc_require(first, start >> 6 == 0, "version is not 0");
    inside = type == ETHERNET ? inner_ethernet(*first, is->cut) : inner_type(type, *first, is->cut);
    nc_require(first, type >= IEEE8023_LEAST_TYPE, "protocol is no EtherType");
    nc_require(first, (fit && !flags) || inside == NC_YES,
               "neither whole options nor a packet inside");
    return inside == NC_YES || (inside == NC_MORE && type == ETHERNET) ? NC_YES : NC_MORE;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_SCHEMA(geneve);

NC_PLUGIN(geneve,
    .name   = "Geneve",
    .about  = "Generic Network Virtualization Encapsulation",
    .type   = TYPES__TYPE__NC_Geneve,
    .record = &types__geneve__descriptor,
    .schema = &geneve_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 6081)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
