/* SPDX-License-Identifier: Apache-2.0 */
/* PPP, RFC 1661, with and without the framing of RFC 1662; also Cisco's HDLC, RFC 1547. */
#include <netcap/plugin.h>

enum { SLARP = 0x8035, SLARP_REST = 10, SLARP_MOST_CODE = 2 };
enum { ALL_STATIONS = 0xff, UNNUMBERED = 0x03, CISCO_UNICAST = 0x0f, CISCO_MULTICAST = 0x8f };

/* The number is one byte when its last bit is set: the others of a protocol's bytes are even. */
static uint16_t
read_protocol(struct nc_cursor *in)
{
    uint8_t first = nc_u8(in);

    return first & 1 ? first : (uint16_t)(first << 8 | nc_u8(in));
}

/* Cisco's HDLC: types of Ethernet, but that of reverse resolution is its own, of serial lines, with
 * a code of 32 bits: asks for an address, gives one, keeps the line alive. */
static void
read_cisco(struct nc_packet *pkt, struct nc_cursor *in)
{
    uint16_t type;

    nc_skip(in, 2);
    type = nc_u16(in);
    if (type != SLARP) {
        nc_next(pkt, NC_ETHERTYPE, type);
        return;
    }
    nc_require(in, nc_u32(in) <= SLARP_MOST_CODE, "line message of an unknown code");
    nc_skip(in, SLARP_REST);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t address = nc_peek(in);
    uint16_t protocol;

    (void)record;
    if (address == CISCO_UNICAST || address == CISCO_MULTICAST) {
        read_cisco(pkt, in);
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
