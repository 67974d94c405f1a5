/* SPDX-License-Identifier: Apache-2.0 */
/* PPP, RFC 1661, with and without the framing of RFC 1662; also Cisco's HDLC, RFC 1547. */
#include <netcap/plugin.h>

enum { ALL_STATIONS = 0xff, UNNUMBERED = 0x03, CISCO_UNICAST = 0x0f, CISCO_MULTICAST = 0x8f };

/* The number is one byte when its last bit is set: the others of a protocol's bytes are even. */
static uint16_t
read_protocol(struct nc_cursor *in)
{
    uint8_t first = nc_u8(in);

    return first & 1 ? first : (uint16_t)(first << 8 | nc_u8(in));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t address = nc_peek(in);
    uint16_t protocol;

    (void)record;
    if (address == CISCO_UNICAST || address == CISCO_MULTICAST) {
        nc_skip(in, 2);
        nc_next(pkt, NC_ETHERTYPE, nc_u16(in));
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
