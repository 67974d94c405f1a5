/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin that reads a connection: what it is offered, and how it leaves. */
#ifndef STREAMS_READER_H
#define STREAMS_READER_H

#include "reassembly/streams_offer.h"

/* Whether a plugin reads streams.  One whose records are not wanted does not, unless it never has
 * any. */
bool reads_streams(const struct plugin *);

/* Offers the bytes as long as the plugin reads some; whether that moved anything.  What is left of
 * the offer is unread. */
bool reader_read(struct stream_call *, struct connection *, uint32_t side, struct offer *);

/* Counts why the reader that left did not want what stands there: nobody else does. */
void reader_tell_refusal(struct stream_call *, uint32_t side, uint64_t offset);

/* The plugin is told the end, and what it kept is gone: nobody reads the connection any more.
 * It is not to have what is unread of a side, which is passed over, for a reason, and all plugins
 * are asked about what is to come; nobody will read it, whatever comes. */
void reader_leave(struct stream_call *, struct connection *);
void reader_refuse(struct stream_call *, struct connection *, uint32_t side, const char *reason);
void reader_give_up(struct stream_call *, struct connection *);

#endif
