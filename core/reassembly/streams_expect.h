/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations that plugins expect, nc_expect(): found by either of their ends, forgotten when
 * their time is over or there are too many. */
#ifndef STREAMS_EXPECT_H
#define STREAMS_EXPECT_H

#include "reassembly/streams_call.h"

enum { EXPECTED_MOST = 4096 }; /* at a time */

/* Bytes they take in the region. */
size_t expect_size(void);

/* What the hook that has just come back for this connection said it expects. */
void expect_said(struct stream_call *, const struct connection *);

/* Whether a plugin expects what begins between these ends, and which (its index). */
bool expect_find(struct stream_call *, const struct connection_key *, size_t *plugin);

/* The connection has a reader, and a state of zeros: should that be who expects it, it does so no
 * longer, and the state begins with what it told itself. */
void expect_meet(struct stream_call *, struct connection *);

#endif
