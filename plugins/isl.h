/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco's Inter-Switch Link, which looks like Ethernet. */
#ifndef ISL_H
#define ISL_H

#include <netcap/plugin.h>

/* Where Ethernet hands on a frame whose addresses are the link's, with what it carries. */
#define ISL_FRAME NC_SPACE('i', 's', 'l', 'f')

enum { ISL_ETHERNET = 0, ISL_TOKEN_RING = 1, ISL_FDDI = 2, ISL_ATM = 3 };

#endif
