/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols over datagrams that are understood only by what was said before: which ports a transfer
 * takes, what a session's number stands for.
 *
 * A plugin with .datagram is shown each datagram between two ends in the order of the capture, with
 * a state that lasts as long as the conversation:
 *
 *     static void
 *     read(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
 *     {
 *         struct state *state = own;
 *         Types__Transfer *record = nc_new(pkt, types__transfer);
 *
 *         record->block = nc_u16(in);
 *         record->first = !state->blocks++;
 *         nc_write(pkt, record, conn->time);
 *     }
 *
 *     .datagram   = read,
 *     .state_size = sizeof(struct state),
 *
 * It is found by port, the receiver's before the sender's, or because it has said with nc_expect()
 * that what comes next is its.  .recognise, where there is one, is asked for the first datagram.
 *
 * The cursor has one whole datagram; what is left unread is nobody's.  A read past the end refuses
 * the datagram, as nc_require() and nc_fail() do: it is counted with the reason, the state stays as
 * it was before, and the next one is shown all the same.  nc_decline() says that the conversation
 * is none of this protocol: the plugin sees no more of it.  Where the datagram is the first, either
 * hands it on to the next plugin that a port or an expectation leads to, and who takes it has the
 * conversation; when nobody does, the first refusal counts, and who refused goes on to be shown it.
 *
 * Datagrams whose checksum is wrong are passed over as segments are.  The client is who spoke
 * first; .offset counts the bytes that a side has said before, .gap is 0, .opened and .ended are
 * false.  nc_pass() and nc_handover() mean nothing here; nc_hand_on() does what it does in
 * streams.
 *
 * The state is zeroed memory of .state_size bytes without pointers, at most NC_STATE_MAX.
 * nc_keep() keeps bytes for the conversation as for a stream; .end is called when it has been
 * silent for the streams' time-out. */
#ifndef NETCAP_DATAGRAM_H
#define NETCAP_DATAGRAM_H

#include <netcap/stream.h>

PROTOBUF_C__BEGIN_DECLS

/* Bytes that a plugin may tell itself of a conversation it expects. */
#define NC_EXPECTED_STATE 32

/* A conversation that is about to begin, between anybody and this end, in the scope and at the
 * depth of the one at work.  What is not said is zero. */
struct nc_expected {
    uint32_t transport_kind; /* enum nc_endpoint; 0: as the one at work */
    uint32_t seconds;        /* how long it is waited for; 0: 60; at most 3600 */
    uint16_t port;
    bool any_host;           /* .network does not matter */
    uint8_t value;           /* with .space: by which key of NC_SPACE() another plugin is found, */
    uint32_t space;          /* whose the conversation is; 0: it is that of who says so */
    uint8_t network[NC_NETWORK_ADDRESS]; /* of the kind of the one at work */
    uint8_t state[NC_EXPECTED_STATE];    /* what the state of the conversation begins with */
};

/* The next conversation that begins to or from that end, datagrams or a stream, is this plugin's,
 * or that of who has the key: it is shown datagrams that no port leads to another plugin with, and
 * it is the first to be asked about a stream, which it takes unless its .probe says no.  For
 * .stream, .datagram and .end only; who says it for another names that one's space in .hands_on, so
 * as to be run where the other's records alone are wanted.  Each call stands for one conversation,
 * and one that is the same as before for the same one, its time and state anew.  Of one hook's
 * calls the first NC_EXPECTED_MAX count, and those of a hook that was refused do not.  The core
 * waits for some thousands at a time, and forgets the oldest first. */
#define NC_EXPECTED_MAX 4
void nc_expect(struct nc_packet *, const struct nc_expected *);

PROTOBUF_C__END_DECLS

#endif
