/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols over streams: the core puts the segments together, a plugin reads messages.
 *
 * A plugin is asked by port (its keys in NC_TCP_PORT) and by .probe on any port.  Once it has a
 * stream, .stream is called with the bytes of one side in order, as long as it reads some of them:
 * it takes a message, writes its record, and returns.  What it leaves unread comes again with more
 * behind it; reading past the end means just that: the call counts for nothing, its changes of the
 * state too, and comes again once there is more.  nc_require() and nc_fail() refuse the stream: the
 * plugin does not see it again.  nc_decline() does the same without calling anything wrong.
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
};

/* What a plugin says of a stream's first bytes. */
enum nc_answer { NC_NO, NC_YES, NC_MORE };

/* Writes a record of this plugin's type, captured at that time.  It is taken once the call has
 * returned, and must not be changed before. */
void nc_write(struct nc_packet *, void *record, struct nc_time);

/* The next n bytes of this side behind what has been read are nothing to read: they are passed over as they
 * come, or when they were lost.  UINT64_MAX: all there will be. */
void nc_pass(struct nc_packet *, uint64_t n);

/* Both sides now speak another protocol: what is unread is offered to all plugins, as at the
 * beginning of a connection. */
void nc_handover(struct nc_packet *);

/* The core keeps bytes for the connection, in order: what one side said until the other has
 * answered.  One run of at most NC_ALLOC_MAX bytes a call, copied when the call has returned.  A
 * connection that keeps more than the core allows is refused. */
void nc_keep(struct nc_packet *, ProtobufCBinaryData);

/* The nth of them, from the oldest that was not forgotten, which is 0; without bytes when there is none. */
ProtobufCBinaryData nc_kept(struct nc_packet *, uint32_t n);

/* The oldest is kept no longer. */
void nc_forget(struct nc_packet *);

PROTOBUF_C__END_DECLS

#endif
