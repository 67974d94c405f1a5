/* SPDX-License-Identifier: Apache-2.0 */
/* The other side of the SDK: what the core and the tests need to run decoders.  Not installed;
 * plugins see struct nc_packet only by name. */
#ifndef NETCAP_HOST_H
#define NETCAP_HOST_H

#include <netcap/plugin.h>

#define NC_LAYERS_MAX 64

/* Addresses and ports as the layers so far have said them. */
struct nc_ends {
    const char *source, *destination; /* NULL: none */
    int32_t source_port, destination_port; /* -1: none */
    const struct nc_conversation *talk;    /* NULL: the record is not joined to others by it */
    uint64_t number;                       /* of the packet; 0: not known */
};

/* The ids of a conversation as text. */
enum { NC_CONNECTION_ID = 17, NC_COMMUNITY_ID = 31 };
void nc_put_connection_id(char to[NC_CONNECTION_ID], const struct nc_conversation *);
void nc_put_community_id(char to[NC_COMMUNITY_ID], const struct nc_conversation *);

/* The number of a protocol as other tools call it, in letters of any case, or write its number;
 * -1: nobody calls one so. */
int nc_protocol_named(const char *name);

/* Whether a protocol has ports, by which a Community ID goes. */
bool nc_protocol_has_ports(uint8_t protocol);

/* Whether a header of version 6 that says so is followed by another of its own kind, which says
 * what it carries: RFC 8200, section 4. */
bool nc_protocol_is_extension(uint8_t protocol);

/* A conversation of which another tool tells: its protocol, addresses of 4 or 16 bytes, and ports,
 * or as it has them in their place type and code of a control message. */
struct nc_conversation nc_conversation_told(uint8_t protocol, const uint8_t *const address[2],
                                            size_t size, const uint16_t port[2]);

/* The conversation of such ends that has this Community ID, of any protocol, and any type if that
 * has no ports; and without ports where its protocol has some, as of a fragment.  False: none. */
bool nc_conversation_of_id(const char *community_id, const uint8_t *const address[2], size_t size,
                           const uint16_t port[2], struct nc_conversation *);

/* In base64, and a zero. */
enum { NC_SHA1_TEXT = 29 };
void nc_put_sha1(char to[NC_SHA1_TEXT], const void *bytes, size_t size);

struct nc_pending {
    const uint8_t *bytes;
    size_t size;
    double *entropy;
    double *also; /* the same of a level; or NULL */
};

/* What a checksum is found to be, what says most of it last. */
enum nc_sum {
    NC_SUM_UNKNOWN, /* not judged */
    NC_SUM_RIGHT,
    NC_SUM_PARTIAL, /* the pseudo header's: a card is to fill in the rest, or has merged segments */
    NC_SUM_ZERO,    /* likewise */
    NC_SUM_MERGED,  /* none of these, in a packet longer than a frame: a card has merged segments */
    NC_SUM_WRONG,
};

/* The endpoints said last: those right around a fragment or segment. */
struct nc_tails {
    struct nc_place place; /* of the network header */
    uint64_t way;          /* of all scopes around it, those of one direction too */
    uint8_t link_kind, network_kind, transport_kind, protocol;
    uint16_t port[2];
    uint8_t link[2][NC_LINK_ADDRESS];
    uint8_t network[2][NC_NETWORK_ADDRESS];
    uint16_t network_by, transport_by;  /* plugins, counted from 1 */
    uint8_t network_sum, transport_sum; /* enum nc_sum; the first of all headers around too */
    bool unverified;                    /* checksums go with something that is not there */
};

/* A message besides the one that is dissected, and where it stands in the packet. */
struct nc_beside {
    const uint8_t *bytes;
    size_t size;
    uint32_t space;
    uint64_t value;
    struct nc_tails tails;
    struct nc_place place;
    uint64_t way;
    struct nc_ends ends;
    uint32_t networks;
};

/* A message that a hook has handed on. */
struct nc_handed {
    struct nc_cursor message;
    uint32_t space;
    uint64_t value;
};

/* The packet goes on with the nth of these; it has no more than n. */
void nc_go_beside(struct nc_packet *, uint32_t n);
void nc_drop_beside(struct nc_packet *, uint32_t n);

/* What one packet may come to; 0: as much as it likes. */
struct nc_bounds {
    uint64_t ticks;    /* steps of work, and NC_TICKS_A_BYTE for each byte of it */
    uint64_t elements; /* of the lists of one layer's record, or of what one hook writes */
    uint64_t networks; /* network layers within each other */
};

#define NC_TICKS_A_BYTE 8

/* The reasons for which a packet is refused that reaches them. */
extern const char nc_no_memory[], nc_no_ticks[], nc_no_elements[], nc_no_networks[];

enum nc_event { NC_EVENT_NONE, NC_EVENT_FRAGMENT, NC_EVENT_SEGMENT, NC_EVENT_DATAGRAM };

/* What plugins of streams and flows may ask of whoever runs them.  Any may be NULL. */
struct nc_host {
    const char *(*name_of)(const struct nc_packet *, uint16_t by);
    void (*write)(struct nc_packet *, void *record, struct nc_time);
    ProtobufCBinaryData (*kept)(struct nc_packet *, uint32_t n); /* as before this call */
};

struct nc_packet {
    uint8_t *arena, *arena_at, *arena_end;
    uint8_t *scratch;                      /* NC_ALLOC_MAX bytes for when the arena is used up */

    struct nc_cursor *in;  /* the cursor of the layer at work */
    struct nc_key found;   /* by which it was found */
    uint32_t next_space;   /* what follows it, NC_NONE for nothing */
    uint64_t next[2];
    struct nc_ends ends;
    const void *options;   /* of the plugin at work */
    struct nc_bounds bounds;
    int64_t ticks, elements; /* that are left */
    uint32_t networks;       /* so far */
    const char *malformed; /* the first reason a decoder gave */
    const char *note;      /* nc_note(): the first, and the plugin that made it, counted from 1 */
    const char *sum_note;  /* of a checksum that is not right, which hides none of those */
    uint16_t note_by, sum_note_by;

    size_t n_pending;
    uint32_t n_beside;
    bool is_beside; /* a message before this one has said what it had to */
    bool is_apart;  /* and of this one no header has begun a level yet */
    uint32_t apart; /* bytes of this one */
    uint32_t given; /* of the first one's levels to those besides it */

    /* What layers said for reassembly and flows, see netcap/traffic.h. */
    uint16_t by;             /* the plugin at work, counted from 1 */
    struct nc_sighting sighting; /* the outermost level */
    struct nc_sighting *level; /* the one at work; NULL: there are more than flows see */
    uint32_t n_levels;
    struct nc_place place;     /* of what comes next */
    uint64_t way;
    bool ignores_tags;        /* they separate nothing */
    bool verifies;             /* checksums */
    bool leaves_out_secrets;
    bool unwritten;            /* the record of the layer at work is switched off */
    bool flows_ignore_entropy; /* nobody looks at a sighting's */
    bool joined;               /* the bytes are a datagram put together */
    bool crowded;              /* it has more levels than flows see */
    const uint8_t *whole_end;  /* nc_whole(); NULL: it is not all there */
    const uint8_t *network_at; /* the header of the network said last; NULL: none */
    uint32_t network_before;   /* bytes of its headers that stood before that, in a fragment */
    struct nc_sighting *bare;  /* the level whose transport has no checksum, nothing in it yet */
    uint8_t event_level;       /* + 1; 0: one that flows do not see */
    struct nc_tails tails;   /* the innermost */
    uint32_t event;          /* enum nc_event: what `bytes` are */
    struct nc_fragment fragment;
    struct nc_segment segment;
    uint32_t fragment_wait;    /* its datagram's, in seconds; 0: its protocol does not say */
    uint32_t next_wait;        /* the same of the fragment that is reported next */
    uint8_t scale;             /* of the next SYN's windows, + 1; 0: it says none */
    uint8_t segment_scale;     /* the same of the segment that was reported */
    const uint8_t *bytes;
    uint32_t n_bytes;

    /* For plugins of streams and flows. */
    const struct nc_host *host; /* NULL: nobody is there */
    void *context;              /* for the host */
    ProtobufCBinaryData keep;   /* nc_keep() */
    uint32_t forgotten;         /* nc_forget() */
    const char *server_name;    /* nc_server_name(), or NULL */
    bool full;                  /* a record did not fit: the packet comes again */
    uint64_t passed;            /* nc_pass() */
    bool handed_over;           /* nc_handover() */
    const char *refused;        /* nc_refuse() */

    /* Behind all that a guess which proves wrong is taken back of: see dissect/guess.h. */
    struct nc_pending pending[NC_LAYERS_MAX];
    struct nc_expected expected[NC_EXPECTED_MAX]; /* nc_expect() */
    uint32_t n_expected;
    struct nc_beside beside[NC_BESIDE_MAX]; /* nc_beside() */
    struct nc_handed handed[NC_HANDED_MAX]; /* nc_hand_on() */
    uint32_t n_handed;
    const struct nc_stream *handed_by;
    struct nc_sighting inner[NC_LEVELS_MAX - 1]; /* levels behind the outermost */
};

/* A packet's memory: size bytes of which NC_ALLOC_MAX are for scratch. */
bool nc_packet_create(struct nc_packet *, size_t size);
void nc_packet_destroy(struct nc_packet *);

/* Whether what follows is found by port right behind a transport at a level that flows see, and is
 * no stream's. */
bool nc_is_datagram(const struct nc_packet *);

/* The packet has a datagram's bytes, what the cursor has left, unless it has reported others. */
void nc_report_datagram(struct nc_packet *, const struct nc_cursor *in);

/* Forgets the last packet: its memory, what follows, its addresses. */
void nc_packet_begin(struct nc_packet *);

/* The same where no layers are dissected: what they say is left as it was, as no hook of streams or
 * flows is told of it. */
void nc_hook_begin(struct nc_packet *);

/* The other half of nc_packet_begin(): for layers that a hook hands on. */
void nc_layers_begin(struct nc_packet *);

/* The nth level, from the outermost, which is 0. */
static inline struct nc_sighting *
nc_level(struct nc_packet *pkt, uint32_t n)
{
    return n ? &pkt->inner[n - 1] : &pkt->sighting;
}

/* Work on so many bytes begins, of the packet or of a stream; a layer of it, or a hook. */
static inline void
nc_allow_work(struct nc_packet *pkt, size_t bytes)
{
    pkt->ticks = INT64_MAX;
    if (pkt->bounds.ticks)
        pkt->ticks = (int64_t)(pkt->bounds.ticks + NC_TICKS_A_BYTE * (uint64_t)bytes);
}

static inline void
nc_allow_elements(struct nc_packet *pkt)
{
    pkt->elements = pkt->bounds.elements ? (int64_t)pkt->bounds.elements : INT64_MAX;
}

/* The decoder's cursor fails for this reason, and what the decoder still asks for is scratch. */
void nc_overdrawn(struct nc_packet *, const char *reason);

/* Steps of work; false when there were too many. */
static inline bool
nc_tick(struct nc_packet *pkt, int64_t n)
{
    pkt->ticks -= n;
    if (__builtin_expect(pkt->ticks >= 0, 1))
        return true;
    nc_overdrawn(pkt, nc_no_ticks);
    return false;
}

/* nc_alloc() without the zeros, for what is filled in at once. */
void *nc_take(struct nc_packet *, size_t size);

/* The sum of words of 16 bits, an odd byte filled up by a zero; as a word of one's complement. */
uint64_t nc_sum_words(const uint8_t *, size_t size);
uint16_t nc_sum_fold(uint64_t);

/* Reassembly will judge the checksums of the headers said last, and note it; a transport without a
 * checksum turns out to be a tunnel. */
void nc_sum_leave(struct nc_packet *);
void nc_sum_forgive(struct nc_packet *);

/* What the checksums of these headers, and of those around them, are to a network that lies inside:
 * NC_SUM_UNKNOWN, or what is the kind of a network's. */
uint8_t nc_sum_around(const struct nc_tails *);

/* Fills in the entropies that nc_payload() promised. */
void nc_packet_entropy(struct nc_packet *);

/* To be called before nc_packet_entropy(); any number of times, by any thread. */
void nc_entropy_setup(void);

/* "udp.port" for NC_UDP_PORT; a private space's four characters; in buffer of 16 bytes. */
const char *nc_space_name(uint32_t space, char *buffer);

/* "ethertype 0x88cc", in buffer of NC_KEY_TEXT bytes. */
#define NC_KEY_TEXT 48
const char *nc_key_text(uint32_t space, uint64_t value, char *buffer);

/* The space of a name as above; NC_NONE when it is none. */
uint32_t nc_space_of(const char *name);

/* The space in which plugins are found that read streams of this transport (enum nc_endpoint);
 * NC_NONE: none.  Such a plugin is given streams there, not packets. */
uint32_t nc_stream_space(uint32_t transport_kind);
bool nc_space_is_stream(uint32_t space);

/* Whether something that nobody decodes in this space is an unknown protocol, or simply data, as
 * behind most ports. */
bool nc_space_is_closed(uint32_t space);

/* A time as it is written: six digits behind the point, or nine where the capture is that exact. */
struct nc_time_parts {
    uint64_t seconds;
    uint32_t fraction;
    int digits;
    bool early; /* it is before 1970, and both count backwards */
};

/* Before 1970 the fraction, which is counted up from the second before, goes the other way: a
 * quarter of a second before is three quarters behind second -1. */
static inline struct nc_time_parts
nc_time_parts(struct nc_time time)
{
    const uint32_t unit = time.fine ? 1000000000 : 1000000;
    struct nc_time_parts parts = { .seconds = (uint64_t)time.seconds,
                                   .fraction = time.nanoseconds / (1000000000 / unit),
                                   .digits = time.fine ? 9 : 6, .early = time.seconds < 0 };

    if (parts.early) {
        parts.seconds = 0 - parts.seconds - (parts.fraction != 0);
        parts.fraction = parts.fraction ? unit - parts.fraction : 0;
    }
    return parts;
}

#endif
