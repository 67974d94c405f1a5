/* SPDX-License-Identifier: Apache-2.0 */
/* Frame relay: the multiprotocol encapsulation of RFC 2427, and Cisco's with an EtherType. */
#include <netcap/plugin.h>

enum { LAST_OF_ADDRESS = 1, ADDRESS_MAX = 4, UNNUMBERED = 0x03, PAD = 0 };
enum { NLPID_SNAP = 0x80, NLPID_IPV6 = 0x8e, NLPID_IPV4 = 0xcc, NLPID_PPP = 0xcf };
enum { IPV4 = 0x0800, IPV6 = 0x86dd, PPP = 0x880b, SNAP = 0xaa };

static void
read_address(struct nc_cursor *in)
{
    for (int i = 0; i < ADDRESS_MAX && nc_ok(in); i++)
        if (nc_u8(in) & LAST_OF_ADDRESS)
            return;
    nc_fail(in, "address longer than four bytes");
}

static void
hand_on(struct nc_packet *pkt, uint8_t nlpid)
{
    switch (nlpid) {
    case NLPID_IPV4:
        nc_next(pkt, NC_ETHERTYPE, IPV4);
        break;
    case NLPID_IPV6:
        nc_next(pkt, NC_ETHERTYPE, IPV6);
        break;
    case NLPID_PPP:
        nc_next(pkt, NC_ETHERTYPE, PPP);
        break;
    case NLPID_SNAP:
        nc_next(pkt, NC_LLC_SAP, SNAP);
        break;
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t nlpid;

    (void)record;
    read_address(in);
    if (nc_peek(in) != UNNUMBERED) {
        nc_next(pkt, NC_ETHERTYPE, nc_u16(in));
        return;
    }
    nc_skip(in, 1);
    nlpid = nc_u8(in);
    if (nlpid == PAD)
        nlpid = nc_u8(in);
    hand_on(pkt, nlpid);
}

NC_PLUGIN(framerelay,
    .name   = "FrameRelay",
    .about  = "Frame relay, RFC 2427 and Cisco encapsulation",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 107)),
    .decode = decode);
