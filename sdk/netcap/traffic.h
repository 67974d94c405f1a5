/* SPDX-License-Identifier: Apache-2.0 */
/* What layers tell the core, so that it can put fragments and streams together and flows can be
 * counted.  A decoder that has such things to say says them once, with its addresses still as
 * they are on the wire; the core knows endpoints, fragments and segments, not protocols. */
#ifndef NETCAP_TRAFFIC_H
#define NETCAP_TRAFFIC_H

#include <netcap/cursor.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

/* What a pair of endpoints is.  The numbers stand in the UIDs of flows and never change; from 128
 * on they are free for plugins from elsewhere. */
enum nc_endpoint {
    NC_ENDPOINT_NONE = 0,
    NC_ENDPOINT_IPV4 = 1,
    NC_ENDPOINT_IPV6 = 2,
    NC_ENDPOINT_MAC = 3,
    NC_ENDPOINT_TCP = 4,
    NC_ENDPOINT_UDP = 5,
    NC_ENDPOINT_SCTP = 6,
    NC_ENDPOINT_RUDP = 7,
    NC_ENDPOINT_UDPLITE = 8,
    NC_ENDPOINT_PPP = 9,
};

#define NC_LINK_ADDRESS 8     /* bytes an address of a link may have */
#define NC_NETWORK_ADDRESS 16 /* bytes an address of a network may have */

/* Bytes that an address of this kind has; `capacity` when that is known to its plugin alone. */
static inline size_t
nc_address_size(uint32_t kind, size_t capacity)
{
    switch (kind) {
    case NC_ENDPOINT_IPV4: return 4;
    case NC_ENDPOINT_IPV6: return 16;
    case NC_ENDPOINT_MAC: return 6;
    case NC_ENDPOINT_PPP: return 0;
    default: return capacity;
    }
}

/* Layers that separate worlds: addresses inside one have nothing to do with equal addresses inside
 * another, so what they number is part of what a conversation is (RFC 7348 section 3: tenants may
 * choose the same addresses; Zeek and Suricata take VLANs into their keys likewise).  The numbers
 * stand in ConnectionIDs and never change; from 192 on they are free for plugins from elsewhere. */
enum nc_scope_kind {
    NC_SCOPE_NONE = 0,
    NC_SCOPE_VLAN = 1,    /* VLAN identifier of a tag, IEEE 802.1Q */
    NC_SCOPE_SERVICE = 2, /* service instance of a backbone, IEEE 802.1ah */
    NC_SCOPE_VXLAN = 3,   /* VXLAN network identifier, RFC 7348 */
    NC_SCOPE_GENEVE = 4,  /* virtual network identifier, RFC 8926 */
    NC_SCOPE_GRE = 5,     /* key, RFC 2890 */
    NC_SCOPE_NVGRE = 6,   /* virtual subnet, RFC 7637 */
    NC_SCOPE_LISP = 7,    /* instance, RFC 9300 section 5.5 */
    NC_SCOPE_ERSPAN = 8,  /* VLAN of a mirrored frame, which ERSPAN's header has */
    NC_SCOPE_PPPOE = 9,   /* session, RFC 2516 section 4 */

    /* From here to 127 each receiver chooses its number, so that the two directions of one
     * conversation have different ones: they tell datagrams in fragments apart, not
     * conversations. */
    NC_SCOPE_ONE_WAY = 64,
    NC_SCOPE_GTP = 64,  /* tunnel endpoint, 3GPP TS 29.281 section 5.1 */
    NC_SCOPE_MPLS = 65, /* label of a pseudowire, RFC 4447 section 3 */
    NC_SCOPE_PPTP = 66, /* call, RFC 2637 section 4.1 */
    NC_SCOPE_L2TP = 67, /* tunnel and session, RFC 2661; session, RFC 3931 */
};

/* Whether the id is the same in both directions. */
static inline bool
nc_scope_is_mutual(uint32_t kind)
{
    return kind < NC_SCOPE_ONE_WAY || kind > 127;
}

/* What lies inside this layer is a world of its own. */
void nc_scope(struct nc_packet *, uint32_t kind, uint64_t id);

/* Where in a nesting of networks a header stands. */
struct nc_place {
    uint64_t scope;      /* of the mutual scopes around it; 0: none */
    uint64_t tunnel;     /* id of the innermost scope around it that is no VLAN */
    uint16_t tag[2];     /* VLANs of the tags before it: the innermost and, of several, the
                            outermost; 0: none, or one that gives a priority only */
    uint8_t tunnel_kind; /* enum nc_scope_kind of .tunnel */
    uint8_t depth;       /* network headers around it */
    uint8_t link_depth;  /* link headers around it */
    uint8_t reserved;
};

/* "vxlan"; "" for NC_SCOPE_NONE and kinds that the core does not know. */
const char *nc_scope_text(uint32_t kind);

/* This layer's addresses as on the wire, each of `size` bytes. */
void nc_link(struct nc_packet *, uint32_t kind, const uint8_t *source, const uint8_t *destination,
             size_t size);
/* The same of a network; protocol is the number of what it carries. */
void nc_network(struct nc_packet *, uint32_t kind, const uint8_t *source,
                const uint8_t *destination, size_t size, uint8_t protocol);
/* The ends of the network header said last are these, whatever stands in it: who a source route
 * leads to at last, a home address; NULL: the one in the header.  Conversations and fragments go by
 * them, and checksums (RFC 8200 section 8.1).  To be said before the transport. */
void nc_network_ends(struct nc_packet *, const uint8_t *source, const uint8_t *destination,
                     size_t size);
/* How many routers the packet may still pass: TTL, hop limit. */
void nc_hops(struct nc_packet *, uint8_t);
/* Bytes of this layer's packet with its header, as the header says. */
void nc_network_length(struct nc_packet *, uint32_t);
/* This layer's ports; `in` stands at its payload.  It says what nc_ports() says too. */
void nc_transport(struct nc_packet *, uint32_t kind, uint16_t source, uint16_t destination,
                  const struct nc_cursor *in);

/* Bytes of this layer's payload, where its header says that; else it is what the network's length
 * leaves.  To be said behind nc_transport(). */
void nc_transport_length(struct nc_packet *, uint32_t payload);

/* Type and code of this message about the network itself, right behind the network layer. */
void nc_control(struct nc_packet *, uint8_t type, uint8_t code);

/* A piece of a datagram, its bytes what the cursor has left.  The datagram is that of the network
 * addresses said last, with this protocol and id.  Once it is whole, its bytes go on as the layer
 * `next` in NC_IPPROTO. */
struct nc_fragment {
    uint32_t id;
    uint32_t offset;       /* in bytes */
    uint8_t protocol;      /* of the datagram's key: 0 where the id alone tells datagrams apart */
    uint8_t next;
    bool more;             /* it is not the last piece */
    bool no_overlap;       /* pieces that overlap spoil the datagram, RFC 5722 */
};
void nc_report_fragment(struct nc_packet *, const struct nc_fragment *, const struct nc_cursor *in);

/* How many seconds its protocol has the datagram of the fragment that is reported next wait for the
 * others, from its first one on; up to 30, 60 or 120 of them make a difference. */
void nc_fragment_wait(struct nc_packet *, uint32_t seconds);

/* A segment of a stream between the endpoints said last, its bytes what the cursor has left. */
enum { NC_FIN = 1, NC_SYN = 2, NC_RST = 4, NC_PSH = 8, NC_ACK = 16, NC_URG = 32, NC_ECE = 64,
       NC_CWR = 128 };

struct nc_segment {
    uint32_t sequence, acknowledgment;
    uint16_t window;
    uint8_t flags;
};
void nc_report_segment(struct nc_packet *, const struct nc_segment *, const struct nc_cursor *in);

/* The SYN that is reported next says that windows are scaled by so many bits, RFC 7323. */
void nc_window_scale(struct nc_packet *, uint8_t shift);

/* A moment of the capture. */
struct nc_time {
    int64_t seconds;      /* since 1970-01-01 UTC */
    uint32_t nanoseconds;
    uint32_t fine;        /* finer than microseconds: written with nine digits */
};

/* A packet has a level for each network header: with the link header before it, should there be one
 * that is not another level's, and the transport behind it.  Flows see each level by itself, as if
 * the packet were all about that one: addresses of one level never go with ports of another. */
#define NC_LEVELS_MAX 6   /* that flows see of a packet */
#define NC_NETWORKS_MAX 4 /* of them with a network header */

#define NC_HEAD_MAX 64

/* What reassembly, which sees each segment before flows do, judges it to be. */
enum nc_standing {
    NC_STANDING_NONE = 0, /* nothing was judged: no segment, or no connection that is known */
    NC_STANDING_BEGINS,   /* it opens a connection: what was between these ends before is over */
    NC_STANDING_BELONGS,
    NC_STANDING_REPEATS,  /* it belongs to one, and brings nothing new */
    NC_STANDING_OUTSIDE,  /* no host would take it: out of any window, RST out of place, or its
                             checksum is wrong and not left to a card; one that may have been left
                             to one, and is read once acknowledged, is that here too */
    NC_STANDING_ENDS,     /* it belongs to one both of whose ends were acknowledged by now */
    NC_STANDING_REVIVES,  /* it belongs to one, and its side goes on: the RST was not its own */
};

enum {
    NC_WRONG_NETWORK = 1,
    NC_WRONG_TRANSPORT = 2,
    NC_WRONG_AROUND = 4, /* of one of the headers around: no end of the tunnel takes it */
};

/* A packet as flows see it, at one of its levels. */
struct nc_sighting {
    struct nc_time time;
    uint64_t clock;             /* nanoseconds of the capture's own clock, which never goes back */
    uint32_t captured, length;  /* bytes of the packet: there, and on the wire */
    uint32_t payload;           /* bytes behind the transport's header */
    uint32_t sequence, acknowledgment; /* of its segment */
    uint16_t link_by, network_by, transport_by, application_by; /* plugins: see nc_layer_name() */
    uint8_t link_kind, network_kind, transport_kind;            /* enum nc_endpoint */
    uint8_t protocol;                  /* what the network layer carries */
    uint8_t flags;                     /* of its segment: NC_SYN and others */
    uint8_t segment;                   /* it has a segment: 1 */
    uint8_t control, type, code;       /* it is a control message: 1, and which */
    uint16_t port[2];                  /* source, destination */
    uint8_t link[2][NC_LINK_ADDRESS];  /* unused bytes are zero */
    uint8_t network[2][NC_NETWORK_ADDRESS];
    struct nc_place place;
    uint64_t number;     /* of the packet, from 1, through all that a run reads; 0: not known */
    const uint8_t *head; /* the first bytes behind the transport's header, as long as the call
                            lasts; NULL: none, or the packet was waited with */
    const char *name;    /* what its application calls the server here, UTF-8; NULL: nothing */
    uint16_t head_size;  /* at most NC_HEAD_MAX */
    uint16_t window;     /* of its segment, as in the header: not scaled */
    uint8_t hops;        /* that the network header still allows: TTL, hop limit; 0 too where its
                            plugin did not say */
    uint8_t standing;    /* enum nc_standing, of its segment */
    uint8_t wrong;       /* headers whose checksum is wrong: NC_WRONG_NETWORK and others */
    uint8_t turn;        /* of its connection: those between the same ends one after the other have
                            different ones, unless the first was over for minutes; 0: not known, as
                            its beginning was not seen */
    uint32_t network_length;   /* bytes of the network's packet with its header, as that says; of a
                                  datagram put together: the headers of its first fragment and all
                                  behind them; 0: not known */
    uint32_t payload_length;   /* bytes behind the transport's header, as the headers say, whatever
                                  was captured and whatever is padding */
    uint32_t transport_header; /* bytes of that header; 0: there is none, or not all of it */
    double payload_entropy;    /* of .payload, in bits a byte, as nc_payload() fills it in for the
                                  transport's record */
};

/* Name of the plugin that said it; "" for 0. */
const char *nc_layer_name(const struct nc_packet *, uint16_t by);

/* Text of an address of this kind; "" when there is none. */
char *nc_address_text(struct nc_packet *, uint32_t kind, const uint8_t *address);

/* "1.000002", as the core writes times. */
char *nc_time_text(struct nc_packet *, struct nc_time);

PROTOBUF_C__END_DECLS

#endif
