/* SPDX-License-Identifier: Apache-2.0 */
/* The table of connections: found by their endpoints, listed by what ending one would cost. */
#ifndef STREAMS_TABLE_H
#define STREAMS_TABLE_H

#include "reassembly/streams_call.h"

/* NULL: there is none. */
struct connection *connection_find(struct stream_call *, const struct connection_key *);

/* For streams_look_ahead() and streams_fetch(). */
uint64_t connection_fetch_bucket(struct streams *, const struct connection_key *);
void connection_fetch(struct streams *, uint64_t place);

/* A new one, in the journal and in no list yet; the table must not be full.  Swapped: the endpoints
 * stand in the key the other way round. */
struct connection *connection_new(struct stream_call *, const struct connection_key *,
                                  const struct nc_tails *, bool swapped);
bool connections_are_full(const struct streams *);

/* To be called before one changes. */
void connection_save(struct stream_call *, struct connection *);

/* Puts it where it belongs now, at this clock. */
void connection_list(struct stream_call *, struct connection *);

/* One that is over is gone. */
void connection_remove(struct stream_call *, struct connection *);

/* The one whose end costs least: it is closed anyway, or has said nothing yet, or has been silent
 * longest.  Connection 0: there is none. */
struct connection *connection_to_end(struct streams *);

#endif
