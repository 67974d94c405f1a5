/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CISCODISCOVERYINFO_H
#define CISCODISCOVERYINFO_H

#include <netcap/plugin.h>

#include "ciscodiscoveryinfo.pb-c.h"

/* The value that is EnergyWise's, a protocol of its own. */
void ciscodiscoveryinfo_energywise(struct nc_packet *, struct nc_cursor *,
                                   Types__CiscoDiscoveryInfo *);

#endif
