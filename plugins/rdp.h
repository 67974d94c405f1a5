/* SPDX-License-Identifier: Apache-2.0 */
/* What RDP's files have of each other. */
#ifndef RDP_H
#define RDP_H

#include <netcap/plugin.h>

#include "rdp.pb-c.h"

/* What a client says of itself where nothing is encrypted: its settings, in the first message that
 * follows X.224.  False where it is no such message. */
bool rdp_client(struct nc_packet *, struct nc_cursor *in, Types__RDP *);

#endif
