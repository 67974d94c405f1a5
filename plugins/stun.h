/* SPDX-License-Identifier: Apache-2.0 */
/* What STUN's files have of each other. */
#ifndef STUN_H
#define STUN_H

#include <netcap/plugin.h>

#include "stun.pb-c.h"

enum { STUN_MASK = 16 }; /* the cookie and the transaction's id, by which addresses are masked */

/* The attribute that comes next, with its padding: one more of the message's. */
void stun_attribute(struct nc_packet *, struct nc_cursor *in, const uint8_t *mask, Types__STUN *);

#endif
