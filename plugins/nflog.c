/* SPDX-License-Identifier: Apache-2.0 */
/* What Linux's packet filter logged, tcpdump.org/linktypes/LINKTYPE_NFLOG.html: attributes, among
 * them the packet from its network header on. */
#include "families.h"
#include "ieee8023.h"

enum { PACKET_HEADER = 1, PAYLOAD = 9, TYPE = 0x3fff, TYPE_MOST = 0xff };
enum { HEADER_SIZE = 4, ALIGNED = 4 };

/* Attributes are in the byte order of the machine that captured; their types are small numbers. */
static bool
is_little(const struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);

    nc_skip(&ahead, 2);
    return (nc_u16_le(&ahead) & TYPE) <= TYPE_MOST;
}

static uint16_t
read_number(struct nc_cursor *in, bool little)
{
    return little ? nc_u16_le(in) : nc_u16(in);
}

/* Other families than the Internet's, as a bridge's, leave it to the EtherType. */
static void
hand_on(struct nc_packet *pkt, uint8_t family, uint16_t ethertype)
{
    uint16_t type = family_type(family, FAMILY_OF_LINUX);

    if (type)
        nc_next(pkt, NC_ETHERTYPE, type);
    else if (ethertype >= IEEE8023_LEAST_TYPE)
        nc_next(pkt, NC_ETHERTYPE, ethertype);
}

/* One attribute; true when it is the packet, at which the cursor stands. */
static bool
read_attribute(struct nc_cursor *in, bool little, uint16_t *ethertype)
{
    size_t length = read_number(in, little), rest;
    uint16_t type = read_number(in, little) & TYPE;
    struct nc_cursor value;

    nc_require(in, length >= HEADER_SIZE, "attribute shorter than its header");
    if (!nc_ok(in))
        return false;
    if (type == PAYLOAD) {
        nc_limit(in, length - HEADER_SIZE);
        return true;
    }
    value = nc_slice(in, length - HEADER_SIZE);
    if (type == PACKET_HEADER)
        *ethertype = nc_u16(&value); /* in network byte order, linux/netfilter/nfnetlink_log.h */
    rest = (ALIGNED - length % ALIGNED) % ALIGNED;
    nc_skip(in, rest < nc_left(in) ? rest : nc_left(in));
    return false;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t family = nc_u8(in);
    uint16_t ethertype = 0;
    bool little;

    (void)record;
    nc_require(in, nc_u8(in) == 0, "version is not 0");
    nc_skip(in, 2); /* group */
    little = is_little(in);
    while (nc_left(in))
        if (read_attribute(in, little, &ethertype)) {
            hand_on(pkt, family, ethertype);
            return;
        }
}

NC_PLUGIN(nflog,
    .name   = "NFLOG",
    .about  = "Packets logged by Linux's packet filter",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 239)),
    .decode = decode);
