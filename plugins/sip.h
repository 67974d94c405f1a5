/* SPDX-License-Identifier: Apache-2.0 */
/* What SIP's files have of each other. */
#ifndef SIP_H
#define SIP_H

#include <netcap/plugin.h>

/* Media of a session that this body describes are expected. */
void sip_media(struct nc_packet *, const struct nc_stream *, ProtobufCBinaryData body);

#endif
