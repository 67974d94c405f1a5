/* SPDX-License-Identifier: Apache-2.0 */
/* Segments with a wrong checksum: whether their sender's host made them so. */
#ifndef STREAMS_SUMS_H
#define STREAMS_SUMS_H

#include "reassembly/streams_call.h"

/* Whether a segment of so many bytes counts, of this side of the connection that the key has, if
 * there is one; that it is wrong is noted either way. */
bool sums_are_believed(struct stream_call *, const struct nc_tails *, const struct connection_key *,
                       uint32_t side, size_t size);

/* One that counts says what this side's checksums are like. */
void sums_learn(struct side *, const struct nc_tails *);

#endif
