/* SPDX-License-Identifier: Apache-2.0 */
/* Wireless frames with both bytes of their control the other way round, as Cisco's access points
 * send them to their controllers. */
#ifndef SWAPPED_H
#define SWAPPED_H

#include <netcap/plugin.h>

/* Where such a frame is handed on. */
#define SWAPPED_FRAME NC_SPACE('W', 'S', 'W', 'P')

#endif
