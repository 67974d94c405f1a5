/* SPDX-License-Identifier: Apache-2.0 */
/* Linux cooked captures, versions 1 and 2: what the device type, ARPHRD_ of linux/if_arp.h, makes
 * of the protocol field, ETH_P_ of linux/if_ether.h.
 * tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
#ifndef COOKED_H
#define COOKED_H

#include "ieee8023.h"
#include "linktypes.h"

enum { COOKED_FRAME_RELAY = 770, COOKED_WIRELESS = 801, COOKED_PRISM = 802, COOKED_RADIOTAP = 803,
       COOKED_LOW_RATE = 804, COOKED_LOW_RATE_MONITOR = 805, COOKED_NETLINK = 824,
       COOKED_VSOCK_MONITOR = 826 };
enum { LINKTYPE_PPP_HDLC = 50, LINKTYPE_C_HDLC = 104, LINKTYPE_FRAME_RELAY = 107,
       LINKTYPE_PRISM = 119, LINKTYPE_RADIOTAP = 127, LINKTYPE_VSOCK = 271 };
enum { NOVELL_RAW = 1, WAN_PPP = 7, LLC_OF_TOKEN_RING = 0x11, HDLC = 0x19 };

/* The link type of the whole frame where a device has no protocols; 0 where it has. */
static inline uint32_t
cooked_link(uint16_t device)
{
    switch (device) {
    case COOKED_FRAME_RELAY: return LINKTYPE_FRAME_RELAY;
    case COOKED_WIRELESS: return LINKTYPE_IEEE802_11;
    case COOKED_PRISM: return LINKTYPE_PRISM;
    case COOKED_RADIOTAP: return LINKTYPE_RADIOTAP;
    case COOKED_LOW_RATE: case COOKED_LOW_RATE_MONITOR: return LINKTYPE_IEEE802_15_4;
    case COOKED_VSOCK_MONITOR: return LINKTYPE_VSOCK;
    default: return 0;
    }
}

/* Tunnels of GRE have its protocol types, which are EtherTypes. */
static inline void
cooked_protocol(struct nc_packet *pkt, uint16_t protocol)
{
    switch (protocol) {
    case NOVELL_RAW:
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_IPX);
        break;
    case LLC_OF_TOKEN_RING:
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_LLC);
        break;
    case WAN_PPP:
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_PPP_HDLC);
        break;
    case HDLC:
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_C_HDLC);
        break;
    default:
        nc_next(pkt, NC_ETHERTYPE, protocol);
    }
}

/* What follows netlink's header is named by its family, and nobody reads it. */
static inline void
cooked_next(struct nc_packet *pkt, uint16_t device, uint16_t protocol)
{
    uint32_t link = cooked_link(device);

    if (link)
        nc_next(pkt, NC_LINKTYPE, link);
    else if (device != COOKED_NETLINK)
        cooked_protocol(pkt, protocol);
}

#endif
