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

/* The plugin is told the end, and what it kept is gone: nobody reads the connection any more.
 * It wants no more, for a reason; nobody has wanted it so far, nor will. */
void reader_leave(struct stream_call *, struct connection *);
void reader_refuse(struct stream_call *, struct connection *, const char *reason);
void reader_give_up(struct stream_call *, struct connection *);

#endif
