/* SPDX-License-Identifier: Apache-2.0 */
/* What IKE's files have of each other. */
#ifndef IKE_H
#define IKE_H

#include <netcap/plugin.h>

#include "ike.pb-c.h"

/* Proposals of a security association: the payloads that are inside it, one behind the other; of
 * version 1 behind its domain and situation. */
void ike_proposals(struct nc_packet *, struct nc_cursor *in, Types__IKE *);

#endif
