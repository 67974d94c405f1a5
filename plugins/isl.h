/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco's Inter-Switch Link, which looks like Ethernet. */
#ifndef ISL_H
#define ISL_H

#include <netcap/plugin.h>

/* Where Ethernet hands on a frame whose addresses are the link's. */
#define ISL_FRAME NC_SPACE('i', 's', 'l', 'f')

#endif
