/* SPDX-License-Identifier: Apache-2.0 */
/* A datagram on its way to its conversation, which is a connection without segments: a plugin reads
 * it from its first datagram on, and keeps its state there. */
#ifndef STREAMS_DATAGRAM_H
#define STREAMS_DATAGRAM_H

#include "reassembly/streams_call.h"

enum { CANDIDATES = 2 };

struct datagram {
    const struct datagram_input *is;
    struct connection_key key;
    uint32_t side;
    bool begins;                   /* a conversation */
    uint16_t by_port[CANDIDATES];  /* plugins that its ports lead to, counted from 1; 0: none */
    bool unasked;                  /* one of them could not be asked, as no plugin is run */
    const char *refusal;           /* of one that said it is not its; NULL: none did */
    int refused_by;
};

/* The conversation it is of, or one that begins; NULL: nobody wants it, or no host would take it,
 * and nothing is kept. */
struct connection *datagram_find(struct stream_call *, struct datagram *);

/* Shows it to whom the conversation is; who read it, counted from 1, or 0. */
uint16_t datagram_take(struct stream_call *, struct connection *, struct datagram *);

#endif
