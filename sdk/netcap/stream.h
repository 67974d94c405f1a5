/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols over streams: the core puts the segments together, a plugin reads messages.
 *
 * A plugin is asked by port (its keys in NC_TCP_PORT) and by .probe on any port.  A port is a
 * guess: .probe is shown the bytes there too, and a plugin that has none believes in its port only
 * until it refuses.  Once it has a stream, .stream is called with the bytes of one side in order,
 * as long as it reads some of them: it takes a message, writes its record, and returns.  What it
 * leaves unread comes again with more behind it; reading past the end means just that: the call
 * counts for nothing, its changes of the state too, and comes again once there is more.
 *
 * nc_require() and nc_fail() refuse the bytes at hand: the plugin leaves the connection, and the
 * others are asked about them; the refusal counts when none wants them.  nc_decline() does the same
 * without calling anything wrong.  What nobody reads stays open to .probe wherever a segment
 * begins, on either side, 256 times each: it is shown at most 4096 bytes.  So a plugin may
 * come to a connection behind what others or nobody read of it, or a second time, its state zero.
 *
 * What holds of the order of the sides: bytes are offered as they were captured, as far as their
 * sequence allows.  Where bytes of one side are missing before some that are there, the other side
 * waits with these once it has acknowledged them, until the missing ones have come or are told as
 * .gap: a reply comes behind its request, though both stand behind a gap.  It comes before it only
 * when it was captured before it, and alone when the request was not captured; .time tells.
 *
 * The state is zeroed memory of .state_size bytes that lives as long as the connection.  It must
 * hold no pointers.  Memory from nc_alloc() and nc_new() is gone when the call returns. */
#ifndef NETCAP_STREAM_H
#define NETCAP_STREAM_H

#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

enum { NC_CLIENT, NC_SERVER };

/* One side of a connection, at the next byte to be read. */
struct nc_stream {
    uint32_t side;       /* who sent these bytes: NC_CLIENT opened the connection, or spoke first */
    bool opened;         /* its opening was captured, so who is the client is certain */
    bool ended;          /* no more bytes come from this side */
    uint64_t offset;     /* of the next byte in what this side sent */
    uint64_t gap;        /* bytes that were lost right before it, said once; 0: none */
    struct nc_time time; /* when the next byte was captured; not in .end */
    uint32_t link_kind, network_kind, transport_kind; /* enum nc_endpoint */
    uint16_t port[2];                                 /* the client's, the server's */
    uint8_t link[2][NC_LINK_ADDRESS];
    uint8_t network[2][NC_NETWORK_ADDRESS];
    struct nc_place place;
    uint64_t number;  /* of the packet at work, as nc_sighting.number; in .end the last one's */
    uint8_t protocol; /* what the network carries */
    bool by_port; /* .probe: one of the ports is this plugin's, so little is needed to believe */
    bool known;   /* .probe has said yes to the connection, or some of it was read by this plugin */
    bool broken;  /* what stands right behind these bytes was lost: unread they are lost with it */
    uint64_t heard; /* bytes of the other side, counted as in .offset, that this one acknowledged
                       with the next byte: what it says it may say because of these */
};

/* What a plugin says of a stream's first bytes. */
enum nc_answer { NC_NO, NC_YES, NC_MORE };

/* Writes a record of this plugin's type, captured at that time.  It is taken once the call has
 * returned, and must not be changed before. */
void nc_write(struct nc_packet *, void *record, struct nc_time);

/* The next n bytes of this side behind what has been read are nothing to read: they are passed over
 * as they come, or when they were lost.  UINT64_MAX: all there will be. */
void nc_pass(struct nc_packet *, uint64_t n);

/* Both sides now speak another protocol: what is unread is offered to all plugins, as at the
 * beginning of a connection. */
void nc_handover(struct nc_packet *);

/* A message of another protocol that this one carries, or of several kinds each with a record of
 * its own: these bytes, what the cursor has left, go to the plugin that has this key, in a space of
 * the carrier's, as its .decode; what it says follows it, and so on, as in a packet.
 *
 *     nc_hand_on(pkt, handshake, NC_SPACE('T', 'L', 'S', 'H'), type);
 *
 *     .on     = NC_ON(NC_KEY(NC_SPACE('T', 'L', 'S', 'H'), 2)),
 *     .decode = decode,
 *
 * They must be bytes of this call's cursor, or memory of the packet.  They are decoded in order
 * when the call has returned, and only if it counts.  Records have the call's .time, and the
 * Context and joins of who sent these bytes.  The cursor counts from where its message begins, so
 * that it may look back at what of it was read before it was handed on.  A refusal is that
 * plugin's, and costs the carrier and the other messages nothing.  Nobody need have the key; then
 * nothing is done.
 *
 * For .stream and .datagram, and for the .decode of what is handed on; elsewhere it means nothing.
 * Of one call's messages the first NC_HANDED_MAX count.  A plugin that does it names the space in
 * .hands_on: so it is run too where only records of others' are wanted. */
#define NC_HANDED_MAX 64
void nc_hand_on(struct nc_packet *, struct nc_cursor message, uint32_t space, uint64_t value);

/* In .read and .decode: the side of the conversation that handed on what is decoded, as the
 * carrier's hook was given it; NULL where it was found in a packet. */
const struct nc_stream *nc_handed_by(const struct nc_packet *);

/* What this call reads is no message: it counts as refused, as with nc_fail(), but the plugin stays
 * and looks for its place again. */
void nc_refuse(struct nc_packet *, const char *reason);

/* The core keeps bytes for the connection, in order: what one side said until the other has
 * answered.  One run of at most NC_ALLOC_MAX bytes a call, copied when the call has returned.  A
 * connection that keeps more than the core allows is refused. */
void nc_keep(struct nc_packet *, ProtobufCBinaryData);

/* The nth of them, from the oldest that was not forgotten, which is 0; without bytes when there is
 * none. */
ProtobufCBinaryData nc_kept(struct nc_packet *, uint32_t n);

/* The oldest is kept no longer. */
void nc_forget(struct nc_packet *);

/* Messages one behind the other.
 *
 * Most protocols over streams are that: messages of a length that can be told, with nothing between
 * them.  A plugin says where one may begin and how long it is, and takes them out one a call:
 *
 *     struct state { struct nc_reader side[2]; };
 *
 *     static const struct nc_framing framing = { begins, size };
 *
 *     struct nc_reader *reader = &state->side[conn->side];
 *     struct nc_cursor message = nc_read_message(pkt, conn, in, reader, &framing, NULL);
 *
 *     if (!nc_ok(&message))
 *         return;
 *
 * The reader finds its place where a capture begins in the middle of a stream, behind a gap, and
 * behind what is no message.  It searches where segments begin, as messages mostly do, so it finds
 * one that begins elsewhere only if that is the first thing behind the gap. */
struct nc_reader {
    bool lost;                /* where a message begins is being searched for; yours to read */
    bool begun, found, known; /* these are the reader's own; all zero at first */
    uint32_t seen, reserved[2];
};

/* Whether a message begins with these bytes, one at least: NC_MORE when more are needed to tell. */
typedef enum nc_answer nc_begins(const void *context, ProtobufCBinaryData bytes);

/* The size in bytes of the message that begins at this cursor, its length field and all else
 * counted.  A read past the end: it comes again with more bytes.  0: the same, but what the call
 * left in the plugin's state stays.  nc_require() refuses the stream.  What was read ahead is in
 * the message too. */
typedef size_t nc_message_size(void *context, struct nc_cursor *ahead);

struct nc_framing {
    nc_begins *begins;
    nc_message_size *size;
};

/* A cursor over the next message, which `in` passes over; it has failed when there is none yet, and
 * the call has nothing more to do then.  A stream that does not begin with a message is declined
 * unless it is .known; what stands where the next one should begin is refused and passed over, and
 * so is all until one is found.  What is wrong
 * inside a message is the plugin's to find: the reader goes on behind it.  The context is for the
 * framing's functions; NULL: they need none. */
struct nc_cursor nc_read_message(struct nc_packet *, const struct nc_stream *, struct nc_cursor *in,
                                 struct nc_reader *, const struct nc_framing *, void *context);

/* Its parts, for streams of which not all are messages.  Whether where a message begins is to be
 * searched for from here on: the stream was captured from its middle, or bytes were lost.  To be
 * asked in each call that has bytes. */
bool nc_lost_place(const struct nc_stream *, struct nc_reader *);

/* Searches while .lost, passing over what is no message, one byte at least being there: whether one
 * begins here.  When not, the call has nothing more to do. */
bool nc_find_message(struct nc_cursor *in, struct nc_reader *, nc_begins *, const void *context);

PROTOBUF_C__END_DECLS

#endif
