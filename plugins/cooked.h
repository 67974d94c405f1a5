/* SPDX-License-Identifier: Apache-2.0 */
/* Linux cooked captures, versions 1 and 2: what the device type makes of the protocol field.
 * tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html */
#ifndef COOKED_H
#define COOKED_H

#include <netcap/plugin.h>

enum { COOKED_FRAME_RELAY = 770, COOKED_RADIOTAP = 803, COOKED_NETLINK = 824 };
enum { LINKTYPE_FRAME_RELAY = 107, LINKTYPE_RADIOTAP = 127 };
enum { NOVELL_RAW = 1 };

static inline void
cooked_next(struct nc_packet *pkt, uint16_t device, uint16_t protocol)
{
    if (device == COOKED_FRAME_RELAY)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_FRAME_RELAY);
    else if (device == COOKED_RADIOTAP)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RADIOTAP);
    else if (device != COOKED_NETLINK && protocol != NOVELL_RAW)
        nc_next(pkt, NC_ETHERTYPE, protocol);
}

#endif
