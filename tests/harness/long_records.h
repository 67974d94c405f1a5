/* SPDX-License-Identifier: Apache-2.0 */
/* A decoder for tests of memory: its record, an Every, is as long as the bytes say. */
#ifndef LONG_RECORDS_H
#define LONG_RECORDS_H

#include "every.pb-c.h"

#include <netcap/plugin.h>

/* Four bytes of length, or else nothing to be done; one text of that length, made of parts. */
void decode_length(struct nc_packet *, struct nc_cursor *in, void *every);

#endif
