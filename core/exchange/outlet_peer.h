/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks sent to a collector over a stream of bytes, as exchange/frame.h says. */
#ifndef OUTLET_PEER_H
#define OUTLET_PEER_H

#include "exchange/transport.h"

extern const struct outlet_kind outlet_peer;

/* In place of its open(): over streams of this kind; NULL: `why` says why not. */
void *outlet_peer_open(const struct stream_kind *, const struct transport_setup *, char *why);

#endif
