/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of Connection: packets of one, and the record they make. */
#ifndef CONNECTION_PACKETS_H
#define CONNECTION_PACKETS_H

#include "harness_flow.h"

#include "connection.pb-c.h"

static const char A[] = "10.0.0.1", B[] = "10.0.0.2";

/* What the packets given make, ending with one whose captured bytes are 0. */
static inline Types__Connection *
of(const struct nc_sighting *packets)
{
    flow_begin();
    for (; packets->captured; packets++)
        flow_see(*packets);
    return flow_end(NC_END_NONE);
}

#define OF(...) of((const struct nc_sighting[]){ __VA_ARGS__, { .captured = 0 } })

/* The client's segments, and the server's. */
static inline struct nc_sighting
client(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, uint32_t payload)
{
    return tcp4(flags, sequence, acknowledgment, payload);
}

static inline struct nc_sighting
server(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, uint32_t payload)
{
    return back(tcp4(flags, sequence, acknowledgment, payload));
}

/* An open connection: the client's next number is 101, the server's 501. */
static inline void
shake_hands(void)
{
    flow_begin();
    flow_see(client(NC_SYN, 100, 0, 0));
    flow_see(server(NC_SYN | NC_ACK, 500, 101, 0));
    flow_see(client(NC_ACK, 101, 501, 0));
}

#endif
