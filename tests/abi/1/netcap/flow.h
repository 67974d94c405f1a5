/* SPDX-License-Identifier: Apache-2.0 */
/* Flow models: a plugin says what makes two packets one flow and what to count; the core keeps
 * the table, ends flows and orders their records.
 *
 * .id names the flow of a packet, .observe counts it in, .report makes the record when the flow
 * has ended:
 *
 *     struct state { uint64_t size; };
 *
 *     static bool
 *     id(const struct nc_sighting *sighting, struct nc_flow_id *key)
 *     {
 *         if (!sighting->link_kind)
 *             return false;
 *         nc_flow_put_pair(key, sighting->link, sizeof sighting->link[0]);
 *         return true;
 *     }
 *
 *     static enum nc_observed
 *     observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
 *     {
 *         ((struct state *)own)->size += sighting->captured;
 *         return NC_FLOW_OPEN;
 *     }
 *
 *     static void
 *     report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
 *     {
 *         NC_FLOW_REPORT(pkt, flow, ((const struct state *)own)->size, (Types__Talk *)record);
 *     }
 *
 * Records stand by the second of the capture's clock in which their flow ended, then by the number
 * of its first packet: .report is called that much later, and not in the order of the ends.  It has
 * no id: what a record wants to say of the ends, .observe keeps in the state.
 *
 * The state is zeroed memory of .state_size bytes without pointers, at most NC_STATE_MAX.  A flow's
 * members are for the plugin to read.  The plugin's options are the limits, or begin with them. */
#ifndef NETCAP_FLOW_H
#define NETCAP_FLOW_H

#include <netcap/option.h>
#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

/* What two packets have in common that belong to one flow.  Flows that run both ways have their
 * endpoints in an order that does not depend on the direction. */
#define NC_FLOW_ID_MAX 63
struct nc_flow_id {
    uint8_t size;
    uint8_t bytes[NC_FLOW_ID_MAX];
};

/* These bytes behind those that the id has; not at all when they do not fit. */
static inline void
nc_flow_put(struct nc_flow_id *id, const void *bytes, size_t size)
{
    if (size > (size_t)NC_FLOW_ID_MAX - id->size)
        return;
    __builtin_memcpy(id->bytes + id->size, bytes, size);
    id->size = (uint8_t)(id->size + size);
}

/* Two ends of `size` bytes each, one behind the other as a sighting has them: the lower first,
 * whoever sent the packet. */
static inline void
nc_flow_put_pair(struct nc_flow_id *id, const void *ends, size_t size)
{
    const uint8_t *source = (const uint8_t *)ends, *destination = source + size;
    uint8_t *to = id->bytes + id->size;
    const size_t word = sizeof(uint64_t);
    size_t same = 0;
    bool swap;

    if (size > ((size_t)NC_FLOW_ID_MAX - id->size) / 2)
        return;
    /* As memcmp() does, which would be a call for each packet. */
    while (same + word <= size && !__builtin_memcmp(source + same, destination + same, word))
        same += word;
    while (same < size && source[same] == destination[same])
        same++;
    swap = same < size && source[same] > destination[same];
    __builtin_memcpy(to, swap ? destination : source, size);
    __builtin_memcpy(to + size, swap ? source : destination, size);
    id->size = (uint8_t)(id->size + 2 * size);
}

/* Why a flow ended.  The numbers are written into records and never change. */
enum nc_end {
    NC_END_NONE = 0,
    NC_END_IDLE = 1,    /* no packet for the idle timeout */
    NC_END_ACTIVE = 2,  /* it lasted for the active timeout; the next part goes on */
    NC_END_CLOSED = 3,  /* both sides closed it */
    NC_END_RESET = 4,
    NC_END_REUSED = 5,  /* its endpoints began anew */
    NC_END_EVICTED = 6, /* there were more flows than the limit allows */
    NC_END_INPUT = 7,   /* the capture ended */
};

/* What the core knows of a flow. */
struct nc_flow {
    struct nc_time first, last; /* the earliest and the latest packet */
    uint64_t packets;           /* this one counted */
    uint32_t part;              /* from 1; parts of one id have rising numbers */
    uint32_t ended;             /* enum nc_end, for .report */
    struct nc_place place;      /* where the first packet was seen; flows in other scopes, or at
                                   another depth, are others, whatever .id says */
    uint64_t number;            /* of the first packet */
    const char *name;           /* what an application first called the server; NULL: nothing, as
                                   yet in the .observe of the packet that says it */
    uint64_t lasted;            /* nanoseconds of the capture's own clock between the first packet
                                   and the latest, whatever the clocks of interfaces say */
    const void *before;         /* in the .observe of its first packet: the state of the part before
                                   it, which lasted for the active timeout; else NULL */
};

/* What .observe found: the packet was counted, and the flow goes on, or it was the end of it, or
 * the packet opens another flow of this id and was not counted; or it was counted, and shows that
 * a reset before it ended nothing.  A flow that was closed stays so, whatever resets it. */
enum nc_observed { NC_FLOW_OPEN, NC_FLOW_CLOSED, NC_FLOW_RESET, NC_FLOW_ANOTHER, NC_FLOW_REVIVED };

struct nc_flow_limits {
    uint64_t idle_timeout, active_timeout; /* seconds; 0: none */
    uint64_t max_flows;
};

#define NC_FLOW_LIMITS(type, m, idle, active, most)                                               \
    { "idle_timeout", "seconds without a packet that end a flow; 0 for none",                     \
      offsetof(type, m.idle_timeout), NC_OPTION_UINT, idle, 0, 31536000 },                        \
    { "active_timeout", "seconds after which a flow goes on as its next part; 0 for none",        \
      offsetof(type, m.active_timeout), NC_OPTION_UINT, active, 0, 31536000 },                    \
    { "max_flows", "flows kept at a time; beyond, the one idle longest is ended",                 \
      offsetof(type, m.max_flows), NC_OPTION_UINT, most, 1, 4000000 }

/* The options of a model that has no others: with these defaults in seconds and flows
 *
 *     .options      = NC_FLOW_OPTIONS(60, 3600, 200000),
 *     .options_size = sizeof(struct nc_flow_options),
 *
 * A model that has others puts NC_FLOW_LIMITS(struct options, limits, 60, 3600, 200000) before
 * them, limits being the first member of its options. */
struct nc_flow_options {
    struct nc_flow_limits limits;
};

#define NC_FLOW_OPTIONS(idle, active, most)                                                       \
    (const struct nc_option[]){                                                                   \
        NC_FLOW_LIMITS(struct nc_flow_options, limits, idle, active, most), NC_OPTIONS_END        \
    }

/* What the record of every flow says, in members of these names: TimestampFirst and TimestampLast
 * (text), Duration (nanoseconds), NumPackets, TotalSize (bytes, as the model counts them),
 * EndReason (text) and Part. */
#define NC_FLOW_REPORT(pkt, flow, size, record)                                                   \
    do {                                                                                          \
        (record)->timestampfirst = nc_time_text(pkt, (flow)->first);                              \
        (record)->timestamplast = nc_time_text(pkt, (flow)->last);                                \
        (record)->duration = nc_flow_duration(flow);                                              \
        (record)->numpackets = (int64_t)(flow)->packets;                                          \
        (record)->totalsize = (int64_t)(size);                                                    \
        (record)->endreason = (char *)nc_end_text((flow)->ended);                                 \
        (record)->part = (flow)->part;                                                            \
    } while (0)

/* Where a flow was seen, in members of these names: VLAN, OuterVLAN, Tunnel (text), TunnelID and
 * Depth. */
#define NC_PLACE_REPORT(flow, record)                                                             \
    do {                                                                                          \
        (record)->vlan = (flow)->place.tag[0];                                                   \
        (record)->outervlan = (flow)->place.tag[1];                                              \
        (record)->tunnel = (char *)nc_scope_text((flow)->place.tunnel_kind);                      \
        (record)->tunnelid = (flow)->place.tunnel;                                                \
        (record)->depth = (flow)->place.depth;                                                    \
    } while (0)

/* From .first to .last in nanoseconds.  The capture's own clock waits for packets that come up to
 * 10 seconds late; times further apart than that allows are of clocks that were set, or that
 * differ, and it is .lasted instead. */
int64_t nc_flow_duration(const struct nc_flow *);

/* What a flow is, as text: 16 characters of base64, the first 12 bytes of the SHA-1 of its scope (8
 * bytes, the highest first), depth and link depth (a byte each) and of this id.  With Part it is a
 * key among the records of a model whose id has the kinds of its ends, numbers in it being in the
 * order of the wire. */
char *nc_flow_key(struct nc_packet *, const struct nc_flow *, const struct nc_flow_id *);

/* "idle", "active", "closed", "reset", "reused", "evicted", "input-end"; "" for NC_END_NONE and
 * numbers that are none of enum nc_end. */
const char *nc_end_text(uint32_t end);

/* The UID of a pair of ends of this kind (enum nc_endpoint): the same for both directions, and in
 * the data of every version.  With h(end) for the 64-bit FNV-1a hash of an end's own bytes it is
 * ((h(a) + h(b)) ^ kind) * 1099511628211; 0 for NC_ENDPOINT_NONE.  The ends are as for
 * nc_flow_put_pair(); ports count as the two bytes that they are on the wire. */
uint64_t nc_pair_hash(uint32_t kind, const void *ends, size_t size);
uint64_t nc_port_hash(uint32_t kind, const uint16_t port[2]);

PROTOBUF_C__END_DECLS

#endif
