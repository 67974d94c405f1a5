/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd(1), its options and all that is to be said besides, and netcapd.ini(5), its settings. */
#ifndef NETCAPD_MANUAL_H
#define NETCAPD_MANUAL_H

#include <stdio.h>

void netcapd_manual(FILE *to);
void netcapd_ini_manual(FILE *to);

#endif
