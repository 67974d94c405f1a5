/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the plugin have of each other. */
#ifndef DNP3_H
#define DNP3_H

#include <netcap/plugin.h>

#include "dnp3.pb-c.h"

/* Fills in .objects, up to what cannot be passed over. */
void dnp3_read_objects(struct nc_packet *, struct nc_cursor *, Types__DNP3 *);

#endif
