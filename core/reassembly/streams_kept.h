/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin knows of a connection: its state, which it works on in a copy, and the runs of
 * bytes it asked to keep, one behind the other, each with its length before it. */
#ifndef STREAMS_KEPT_H
#define STREAMS_KEPT_H

#include "reassembly/streams_call.h"

/* A state of zeros; false when there is no memory. */
bool state_create(struct stream_call *, struct connection *, size_t size);
void state_load(struct stream_call *, const struct connection *, uint8_t *to, size_t size);
void state_store(struct stream_call *, struct connection *, const uint8_t *from, size_t size);
void state_free(struct stream_call *, struct connection *);

/* One more run; false, and nothing is kept, when the connection may not keep more, or there is no
 * memory. */
bool kept_add(struct stream_call *, struct connection *, ProtobufCBinaryData);

/* Forgets the oldest n; all. */
void kept_forget(struct stream_call *, struct connection *, uint32_t n);
void kept_drop(struct stream_call *, struct connection *);

/* nc_host.kept, when the call is the context: the run behind the oldest n. */
ProtobufCBinaryData kept_get(struct nc_packet *, uint32_t n);

#endif
