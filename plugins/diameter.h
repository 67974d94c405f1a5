/* SPDX-License-Identifier: Apache-2.0 */
/* What Diameter's files have of each other. */
#ifndef DIAMETER_H
#define DIAMETER_H

#include <netcap/plugin.h>

#include "diameter.pb-c.h"

/* The AVP that comes next, with its padding: one more of the message's. */
Types__AVP *diameter_avp(struct nc_packet *, struct nc_cursor *in, Types__Diameter *);

/* The one number that it has; 0 where it has none. */
uint32_t diameter_number(ProtobufCBinaryData value);

#endif
