/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that a plugin of streams or datagrams hands on, decoded as layers are. */
#ifndef STREAMS_HANDED_H
#define STREAMS_HANDED_H

#include "reassembly/streams_call.h"

/* The hook of the connection's reader that was shown bytes of this side has counted: what it handed
 * on is decoded.  What the hook said of the stream stays as it is. */
void handed_decode(struct stream_call *, struct connection *, uint32_t side,
                   const struct nc_stream *);

#endif
