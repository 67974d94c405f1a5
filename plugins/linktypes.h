/* SPDX-License-Identifier: Apache-2.0 */
/* Types of links that several hand on to, tcpdump.org/linktypes.html */
#ifndef LINKTYPES_H
#define LINKTYPES_H

enum { LINKTYPE_ETHERNET = 1, LINKTYPE_TOKEN_RING = 6, LINKTYPE_RAW = 101,
       LINKTYPE_IEEE802_11 = 105, LINKTYPE_IEEE802_15_4 = 195 };

#endif
