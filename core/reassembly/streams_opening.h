/* SPDX-License-Identifier: Apache-2.0 */
/* What speaks for another connection between the ends of one that stands.
 *
 * Where a connection stands a host answers a SYN by a challenge and changes nothing (RFC 9293
 * section 3.10.7.4, RFC 5961 section 4).  So nobody's word alone opens another one: what one end
 * says of it is kept, until the other has said the same and who spoke first goes on. */
#ifndef STREAMS_OPENING_H
#define STREAMS_OPENING_H

#include "reassembly/streams_region.h"

enum opening_word {
    OPENING_ASKED = 1,    /* there was a SYN */
    OPENING_ANSWERED = 2, /* `answered` is what the side says that was asked */
    OPENING_TAKEN = 4     /* it is what the one says that asked */
};

/* Keeps what a segment says that is none of the connection's, which is in the journal. */
void opening_note(struct connection *, uint32_t side, const struct nc_segment *);

/* Whether a segment, no SYN, is of the connection that others have spoken for. */
bool opening_is_complete(const struct connection *, uint32_t side, const struct nc_segment *);

/* Whether a SYN-ACK answers a SYN that was kept. */
bool opening_is_answered(const struct connection *, uint32_t side, const struct nc_segment *);

/* Whether a segment tells which of several answers to the SYN that opened the connection itself
 * counts, and it is not the first; the number behind that answer's. */
bool opening_chooses(const struct connection *, uint32_t side, const struct nc_segment *,
                     uint32_t *answered);

#endif
