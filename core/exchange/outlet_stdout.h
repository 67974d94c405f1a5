/* SPDX-License-Identifier: Apache-2.0 */
/* Records written to standard output, for pipes: of one type as a file of records has them, the
 * header first, not compressed; of several, each run of records and each header in a Batch
 * (proto/netcap.proto) behind its length as a varint: MessageType says of which type the records in
 * Data are, each behind its length; NC_Header, that Data is the header of the records that follow.
 */
#ifndef OUTLET_STDOUT_H
#define OUTLET_STDOUT_H

#include "exchange/transport.h"

extern const struct outlet_kind outlet_stdout;

/* In place of its open(). */
void *outlet_stdout_open(const struct transport_setup *, bool one_type);

#endif
