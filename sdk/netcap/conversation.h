/* SPDX-License-Identifier: Apache-2.0 */
/* Who talks to whom: both ends of a conversation, where it stands, and the ids it goes by. */
#ifndef NETCAP_CONVERSATION_H
#define NETCAP_CONVERSATION_H

#include <netcap/stream.h>
#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_conversation {
    struct nc_place place;
    uint8_t network_kind, transport_kind; /* enum nc_endpoint */
    uint8_t protocol;                     /* as IANA numbers them */
    uint8_t control, type, code;          /* a control message: 1, and which */
    uint16_t port[2];                     /* here and below: source, destination */
    uint8_t network[2][NC_NETWORK_ADDRESS];
    uint8_t reserved[6];
};

/* That of a packet, and that of a stream, its client being the source. */
struct nc_conversation nc_conversation_of(const struct nc_sighting *);
struct nc_conversation nc_conversation_of_stream(const struct nc_stream *);

/* What the network carries: behind the extension headers of IPv6 that is the transport. */
uint8_t nc_protocol_of(const struct nc_sighting *);

/* The id of a conversation, the same for both directions and all its parts and records: 16
 * characters of base64, the first 12 bytes of the SHA-1 of its scopes, depth, kinds, protocol and
 * ends.  "" without a network. */
char *nc_connection_id(struct nc_packet *, const struct nc_conversation *);

/* Community ID, version 1, seed 0 (github.com/corelight/community-id-spec): the id that other tools
 * give these ends, which know nothing of scopes.  "" where it cannot be known: a control message
 * without its type, a protocol that an extension header hides. */
char *nc_community_id(struct nc_packet *, const struct nc_conversation *);

/* What joins a stream's record to those of its conversation, where it has no Context that says so:
 * in members of the names that PacketContext gives them. */
#define NC_JOINS_REPORT(pkt, stream, record)                                                      \
    do {                                                                                          \
        const struct nc_conversation talk_ = nc_conversation_of_stream(stream);                   \
                                                                                                  \
        (record)->connectionid = nc_connection_id(pkt, &talk_);                                   \
        (record)->communityid = nc_community_id(pkt, &talk_);                                     \
        (record)->packetnumber = (stream)->number;                                                \
        (record)->depth = talk_.place.depth;                                                      \
        (record)->vlan = talk_.place.tag[0];                                                      \
        (record)->outervlan = talk_.place.tag[1];                                                 \
        (record)->tunnel = (char *)nc_scope_text(talk_.place.tunnel_kind);                        \
        (record)->tunnelid = talk_.place.tunnel;                                                  \
    } while (0)

/* What this message calls the server: the name in a TLS hello, the host of an HTTP request.  Flows
 * that have a place for it say the first one that was said; as UTF-8, see nc_text(), of which
 * NC_NAME_MAX - 1 bytes count. */
#define NC_NAME_MAX 256
void nc_server_name(struct nc_packet *, const char *name);

PROTOBUF_C__END_DECLS

#endif
