/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols that are known by their number alone: nothing in their first bytes says that they are
 * right, or it is not worth a look, and nothing is inside.  A row is all it takes to know one
 * more. */
#include <netcap/plugin.h>

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)in;
    (void)record;
}

#define TYPE(value) NC_KEY(NC_ETHERTYPE, value)
#define PROTOCOL(value) NC_KEY(NC_IPPROTO, value)

/* By the registries of IEEE and IANA, and what makers say of their own. */
NC_PLUGIN(knowntypes,
    .name   = "KnownTypes",
    .about  = "HomePlug, IPX, RSVP, DCCP and others, known by their number alone",
    .on     = NC_ON(
        TYPE(0x6001), TYPE(0x6002), TYPE(0x6003), TYPE(0x6004), /* DEC: MOP, DECnet, LAT */
        TYPE(0x809b), TYPE(0x80f3), /* AppleTalk and its ARP */
        TYPE(0x8137), /* IPX */
        TYPE(0x886f), /* Microsoft: network load balancing */
        TYPE(0x887b), TYPE(0x88e1), TYPE(0x8912), /* HomePlug, AV, and MediaXtream */
        TYPE(0x8899), /* Realtek: remote control, loops */
        TYPE(0x88a2), /* ATA over Ethernet */
        TYPE(0x88ab), /* Ethernet POWERLINK */
        TYPE(0x88cd), /* SERCOS III */
        TYPE(0x88e3), /* media redundancy, IEC 62439-2 */
        TYPE(0x88f5), /* multiple VLAN registration, IEEE 802.1Q */
        TYPE(0x88fb), /* supervision of redundancy, IEC 62439-3 */
        TYPE(0x8902), /* connectivity faults, IEEE 802.1Q and ITU-T Y.1731 */
        TYPE(0x8906), TYPE(0x8914), /* Fibre Channel, and how it begins */
        TYPE(0x890d), /* between access points and stations, IEEE 802.11 */
        TYPE(0x9001), /* loop detection */
        NC_KEY(NC_LLC_SAP, 0), /* the station itself: XID, TEST, IEEE 802.2 */
        NC_KEY(NC_LLC_SAP, 0x04), NC_KEY(NC_LLC_SAP, 0xe0), /* SNA, IPX */
        NC_KEY(NC_LLC_SAP, 0xf0), NC_KEY(NC_LLC_SAP, 0xf4), /* NetBIOS, IBM: network management */
        NC_KEY(NC_SNAP, 0x00000c0104), NC_KEY(NC_SNAP, 0x00000c0111), /* Cisco: PAgP, UDLD */
        NC_KEY(NC_SNAP, 0x00000c2003), NC_KEY(NC_SNAP, 0x00000c2004), /* Cisco: VTP, DTP */
        NC_KEY(NC_SNAP, 0x0040960000), /* Cisco: access points among themselves */
        NC_KEY(NC_PPP, 0x002b), /* IPX */
        NC_KEY(NC_PPP, 0x00fb), NC_KEY(NC_PPP, 0x00fd), /* compressed, RFC 1962 */
        PROTOCOL(8), PROTOCOL(9), PROTOCOL(46), PROTOCOL(134), /* EGP, IGRP; RSVP, end to end */
        PROTOCOL(33), PROTOCOL(113), PROTOCOL(136), /* DCCP, PGM, UDP-Lite */
        PROTOCOL(124), PROTOCOL(138)), /* IS-IS over IP, routing among mobile hosts */
    .decode = decode);
