/* SPDX-License-Identifier: Apache-2.0 */
/* What a netcap plugin is: one constant that says what it decodes and how.
 *
 *     NC_PLUGIN(udp,
 *         .name   = "UDP",
 *         .about  = "User Datagram Protocol",
 *         .type   = TYPES__TYPE__NC_UDP,
 *         .record = &types__udp__descriptor,
 *         .on     = NC_ON({ NC_IPPROTO, 17 }),
 *         .fields = header,
 *         .read   = read_header,
 *         .decode = decode);
 *
 * The core finds a decoder by what the layer below says comes next, gives it a zeroed record and
 * a cursor over the bytes, calls .read and then .decode, and writes the record unless the cursor
 * has failed.  The bytes that the decoder leaves unread are the next layer's.
 *
 * Plugins keep no state of their own: no mutable statics, no malloc, no input or output.  A
 * function that takes the packet is for the hook that was handed it, and memory from there lasts
 * until that packet is done; in .stream, .datagram, .end and .report until the hook returns. */
#ifndef NETCAP_PLUGIN_H
#define NETCAP_PLUGIN_H

#include <netcap/conversation.h>
#include <netcap/cursor.h>
#include <netcap/datagram.h>
#include <netcap/field.h>
#include <netcap/flow.h>
#include <netcap/option.h>
#include <netcap/record.h>
#include <netcap/schema.h>
#include <netcap/stream.h>
#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

/* Raised only when a plugin built before can no longer be loaded. */
#define NC_ABI 1u

/* Bytes that a stream, conversation or flow may keep. */
#define NC_STATE_MAX 4096

/* The numbers by which a header says what follows it.  Values never change. */
enum nc_space {
    NC_NONE = 0,
    NC_LINKTYPE = 1,    /* LINKTYPE_ of a capture, tcpdump.org/linktypes.html */
    NC_ETHERTYPE = 2,   /* EtherType; below 0x600 as Linux has it: 4 is 802.2 LLC */
    NC_IPPROTO = 3,     /* protocol of IPv4, next header of IPv6 */
    NC_UDP_PORT = 4,
    NC_TCP_PORT = 5,
    NC_LLC_SAP = 6,     /* destination service access point, IEEE 802.2 */
    NC_SNAP = 7,        /* OUI << 16 | protocol id, for OUIs that do not mean EtherType */
    NC_ICMPV6_TYPE = 8,
    NC_PPP = 9,         /* protocol of PPP, RFC 1661 */
    NC_SCTP_PORT = 10,
    NC_EAPOL_TYPE = 11, /* packet type, IEEE 802.1X */
    NC_USB = 12,        /* transfer type, with 0x100 for the setup bytes of a request */
    NC_SPACES           /* grows */
};

/* A space of your own between plugins of your own, named by four characters. */
#define NC_SPACE(a, b, c, d) \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

struct nc_key {
    uint32_t space; /* enum nc_space or NC_SPACE() */
    uint32_t reserved;
    uint64_t value;
};

#define NC_KEY(space, value) { (space), 0, (value) }

/* The keys a plugin decodes, as NC_ON(NC_KEY(NC_UDP_PORT, 53), NC_KEY(NC_UDP_PORT, 5353)). */
#define NC_ON(...) (const struct nc_key[]){ __VA_ARGS__, { 0, 0, 0 } }

/* Bytes that a plugin is asked about because of a number that is a guess: a port, which anybody may
 * use for anything.  Members may be added at the end. */
struct nc_datagram {
    struct nc_key key;     /* of the plugin's keys, the one that led here */
    bool by_source;        /* it is the port of the sender, who answers; else the receiver's */
    bool cut;              /* the capture does not have all bytes of the packet */
    uint16_t port[2];      /* source, destination; 0: none */
    uint32_t network_kind; /* enum nc_endpoint: what carries it */
};

/* The vtable.  Members are only ever appended; .size says which ones a plugin knows. */
struct nc_plugin {
    uint32_t abi, size; /* filled in by NC_PLUGIN */

    const char *name;  /* of the record, its file and its ini section: letters and digits */
    const char *about; /* one line */

    /* What is written.  Both zero: a carrier, decoded only for what is inside. */
    const ProtobufCMessageDescriptor *record;
    int32_t type; /* the record's number; from 10000 on for plugins from elsewhere */

    const struct nc_key *on;         /* what it decodes, made by NC_ON */
    const struct nc_field *fields;   /* the fixed header, made by NC_HEADER; or NULL */
    void (*read)(struct nc_packet *, struct nc_cursor *, void *record); /* goes with .fields */

    const struct nc_option *options; /* ini options, ending with NC_OPTIONS_END; or NULL */
    size_t options_size;             /* of the struct that holds their values */

    /* What comes after the fixed header.  record is NULL for a carrier. */
    void (*decode)(struct nc_packet *, struct nc_cursor *, void *record);

    /* Streams, see netcap/stream.h.  A plugin may have these beside .decode: messages that come
     * both in packets and in streams. */
    enum nc_answer (*probe)(const struct nc_stream *, struct nc_cursor *first); /* or NULL */
    void (*stream)(struct nc_packet *, const struct nc_stream *, struct nc_cursor *, void *state);
    void (*end)(struct nc_packet *, const struct nc_stream *, void *state); /* or NULL */

    /* Flows, see netcap/flow.h. */
    bool (*id)(const struct nc_sighting *, struct nc_flow_id *); /* false: not in this model */
    enum nc_observed (*observe)(const struct nc_sighting *, const struct nc_flow *, void *state);
    void (*report)(struct nc_packet *, const struct nc_flow *, const void *state, void *record);

    size_t state_size; /* of a stream, conversation or flow, at most NC_STATE_MAX */

    /* Whether these bytes are this protocol's, for a plugin of packets or datagrams that is found
     * by port; or NULL.  NC_NO, or a requirement that is not met: they are not, and the port was a
     * wrong guess; nc_decline() says so without calling anything wrong.  NC_YES: they are, by signs
     * that another protocol's bytes would not have.  NC_MORE: they may be; so it is taken to have
     * said that has no .recognise.  Destination port before source port those are tried that said
     * NC_YES, then those that said NC_MORE; what one did that then refused is undone, and the next
     * is tried.  When all refuse, the first refusal of one that was tried stands, or else the first
     * NC_NO's.  It looks at no more bytes than it must: there is one call for each packet of its
     * ports, or one for each conversation with .datagram. */
    enum nc_answer (*recognise)(const struct nc_datagram *, struct nc_cursor *first);

    /* What flows call the protocol, where .name is that of one of its messages; or NULL. */
    const char *protocol;

    /* Datagrams of one conversation, see netcap/datagram.h: for a plugin that is found by port, or
     * expects them.  Where a port leads it has these instead of .decode. */
    void (*datagram)(struct nc_packet *, const struct nc_stream *, struct nc_cursor *, void *state);

    /* What .record's fields mean, made by NC_SCHEMA, see netcap/schema.h; or NULL. */
    const struct nc_schema *schema;

    /* Its records are written only where the user asks for them: --include, 'enabled = on'. */
    bool off_by_default;

    /* Flows that never look at nc_sighting.payload_entropy: where no other model is at work and no
     * record says it, it is not computed. */
    bool ignores_entropy;

    /* The space in which .stream or .datagram hand messages on, see nc_hand_on(); 0: none. */
    uint32_t hands_on;

    /* New members go here, at the end. */
};

/* The first argument is the name of the file without .c or .so; a plugin of several files has this
 * in one of them, and in front of the names of the functions that they share. */
#define NC_PLUGIN(stem, ...)                                                                      \
    extern const struct nc_plugin stem##_LTX_netcap_plugin;                                       \
    __attribute__((visibility("default"))) const struct nc_plugin stem##_LTX_netcap_plugin = {    \
        .abi = NC_ABI, .size = sizeof(struct nc_plugin), __VA_ARGS__                              \
    }

/* What follows this layer: a value in a space, and another to try when nobody decodes the first, or
 * who does refuses what was a guess (the source port after the destination port).  Without a call
 * nothing follows. */
void nc_next(struct nc_packet *, uint32_t space, uint64_t value);
void nc_next_either(struct nc_packet *, uint32_t space, uint64_t first, uint64_t second);

/* Besides what follows, these bytes of this layer are another message, with a value in a space: of
 * frames that were put into one to be sent.  Each is dissected as if it alone were there, in order,
 * up to NC_BESIDE_MAX of a packet; of all of them the first segment, fragment or datagram is put
 * together with those of other packets.  Flows see them as packets with these bytes each, the one
 * that follows with all others, as many as they see levels. */
#define NC_BESIDE_MAX 32
void nc_beside(struct nc_packet *, const struct nc_cursor *in, uint32_t space, uint64_t value);

/* The addresses this layer carries, and its ports: the Context of all layers inside.  New
 * addresses forget the ports of the layers before. */
void nc_addresses(struct nc_packet *, char *source, char *destination);
void nc_ports(struct nc_packet *, uint16_t source, uint16_t destination);

/* What is left is this layer's payload: fills in its size now and its Shannon entropy (bits a
 * byte, 0 to 8) once the packet is done, counting bytes that several layers share only once. */
void nc_payload(struct nc_packet *, const struct nc_cursor *in, double *entropy, int32_t *size);

/* Something is wrong, but what was decoded is true: the record is kept, dissection goes on, and
 * the packet is counted and set aside as refused with this reason. */
void nc_malformed(struct nc_packet *, const char *reason);

/* Something is worth knowing and nothing is wrong: a version that is out of use, a field that has
 * no meaning here.  The packet is counted with this reason and neither set aside nor refused, and
 * the exit status is as if it had not been said.  The first note that decoders make of
 * a packet counts, and the first that each hook makes of what it reads at it, besides what netcapd
 * itself finds of checksums; what a decoder says that refuses in the end does not. */
void nc_note(struct nc_packet *, const char *reason);

/* The key of this plugin's that led here, in .read and .decode. */
struct nc_key nc_found_by(const struct nc_packet *);

/* Whether the capture does not have all bytes of the packet. */
bool nc_is_cut(const struct nc_packet *);

/* The values of .options, as the ini file has them. */
const void *nc_options(const struct nc_packet *);

/* Whether the payload is to be written, for a plugin with NC_PAYLOAD. */
static inline bool
nc_wants_payload(const struct nc_packet *pkt)
{
    return ((const struct nc_payload_option *)nc_options(pkt))->payload;
}

PROTOBUF_C__END_DECLS

#endif
