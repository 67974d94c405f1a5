/* SPDX-License-Identifier: Apache-2.0 */
/* PPP, RFC 1661, with and without the framing of RFC 1662; also Cisco's HDLC, RFC 1547. */
#include <netcap/plugin.h>

enum { ALL_STATIONS = 0xff, UNNUMBERED = 0x03, CISCO_UNICAST = 0x0f, CISCO_MULTICAST = 0x8f };
enum { CISCO_KEEPALIVE = 0x8035, CISCO_OSI = 0xfefe, OSI = 0xfe };

/* The number is one byte when its last bit is set: the others of a protocol's bytes are even. */
static uint16_t
read_protocol(struct nc_cursor *in)
{
    uint8_t first = nc_u8(in);

    return first & 1 ? first : (uint16_t)(first << 8 | nc_u8(in));
}

/* An EtherType but for two: what RARP has elsewhere are Cisco's keepalives, in which nothing is,
 * and OSI has its access point twice, and a byte of padding. */
static void
hand_on_cisco(struct nc_packet *pkt, struct nc_cursor *in, uint16_t type)
{
    if (type == CISCO_OSI) {
        nc_skip(in, 1);
        nc_next(pkt, NC_LLC_SAP, OSI);
    } else if (type != CISCO_KEEPALIVE)
        nc_next(pkt, NC_ETHERTYPE, type);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t address = nc_peek(in);
    uint16_t protocol;

    (void)record;
    if (address == CISCO_UNICAST || address == CISCO_MULTICAST) {
        nc_skip(in, 2);
        hand_on_cisco(pkt, in, nc_u16(in));
        return;
    }
    if (address == ALL_STATIONS) {
        nc_skip(in, 1);
        nc_require(in, nc_u8(in) == UNNUMBERED, "control is not that of PPP");
    }
    protocol = read_protocol(in);
    nc_next(pkt, NC_PPP, protocol);
}

NC_PLUGIN(ppp,
    .name   = "PPP",
    .about  = "Point-to-Point Protocol, and Cisco's HDLC",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 9), NC_KEY(NC_LINKTYPE, 50), NC_KEY(NC_LINKTYPE, 104),
                    NC_KEY(NC_ETHERTYPE, 0x880b)),
    .decode = decode);
