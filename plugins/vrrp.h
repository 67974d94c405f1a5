/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of VRRP, which share a number among protocols of IP. */
#ifndef VRRP_H
#define VRRP_H

#include <netcap/plugin.h>

/* Where the carrier hands on to the versions. */
#define VRRP_VERSION NC_SPACE('V', 'R', 'R', 'P')

enum { VRRP_2 = 2, VRRP_3 = 3, VRRP_ADVERTISEMENT = 1 };

#endif
