/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LINKLAYERDISCOVERYINFO_H
#define LINKLAYERDISCOVERYINFO_H

#include <netcap/plugin.h>

/* An object identifier: all that is left as numbers with dots between them; no bytes, no text. */
char *linklayerdiscoveryinfo_oid(struct nc_packet *, struct nc_cursor *);

#endif
