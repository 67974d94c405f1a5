/* SPDX-License-Identifier: Apache-2.0 */
/* A hook of a plugin at work for a connection: .stream, .datagram or .end.  What it writes and
 * keeps is held back until it is known whether the call counts: one that finds a message cut short
 * leaves nothing. */
#ifndef STREAMS_HOOK_H
#define STREAMS_HOOK_H

#include "reassembly/streams_call.h"

/* Makes the packet ready for a hook of the connection's reader, as the sender's; the state for the
 * hook to work on. */
void *hook_begin(struct stream_call *, struct connection *, uint32_t sender, struct nc_cursor *);

/* The hook has come back: the packet's own functions count again. */
void hook_end(struct stream_call *);

/* The call counts: its records are written, its state and what it keeps stay.  False when it keeps
 * too much. */
bool hook_commit(struct stream_call *, struct connection *);

#endif
