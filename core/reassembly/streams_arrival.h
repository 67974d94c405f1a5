/* SPDX-License-Identifier: Apache-2.0 */
/* A segment on its way to its connection: found or begun, or passed over. */
#ifndef STREAMS_ARRIVAL_H
#define STREAMS_ARRIVAL_H

#include "reassembly/streams_call.h"

struct arrival {
    const struct stream_input *is;
    struct connection_key key;
    uint32_t side;
    enum nc_standing standing;
    struct opening opening; /* what spoke for it before it came */
    uint32_t after;     /* what the sides' flags say of the connection before: SIDE_FORMER, */
    uint32_t former[2]; /* and then it stood here */
    uint8_t turn;     /* of the connection before, */
    uint8_t client;   /* and which side was its client, + 1 */
};

/* The connection it is of, judged; NULL: there is none, or one begins. */
struct connection *arrival_find(struct stream_call *, struct arrival *);

/* Another one; NULL when it begins none, as what may be of any connection does: an acknowledgement
 * alone, a RST, a FIN. */
struct connection *arrival_begin(struct stream_call *, struct arrival *);

/* Makes place for another connection; false when what the end of one came to did not fit. */
bool arrival_make_place(struct stream_call *);

/* Whether no host would have taken it, and there is nothing more to do; the connection is in the
 * journal. */
bool arrival_pass_over(struct stream_call *, struct connection *, struct arrival *);

/* Whether a connection was quiet for too long before this clock, or has been closed for long
 * enough; it ends and is gone. */
bool arrival_is_over(const struct stream_call *, const struct connection *);
void arrival_end(struct stream_call *, struct connection *);

#endif
