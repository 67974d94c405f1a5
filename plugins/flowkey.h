/* SPDX-License-Identifier: Apache-2.0 */
/* What all flow models have in common: ids and hashes of pairs, and what every record says. */
#ifndef FLOWKEY_H
#define FLOWKEY_H

#include <netcap/plugin.h>

#include <string.h>

/* Bytes of an address of this kind; room: those that a sighting has for one. */
static inline size_t
flow_address_size(uint32_t kind, size_t room)
{
    switch (kind) {
    case NC_ENDPOINT_IPV4: return 4;
    case NC_ENDPOINT_IPV6: return 16;
    case NC_ENDPOINT_MAC: return 6;
    case NC_ENDPOINT_PPP: return 0;
    default: return room;
    }
}

static inline void
flow_put(struct nc_flow_id *id, const void *bytes, size_t size)
{
    memcpy(id->bytes + id->size, bytes, size);
    id->size = (uint8_t)(id->size + size);
}

static inline void
flow_put_byte(struct nc_flow_id *id, uint8_t byte)
{
    flow_put(id, &byte, 1);
}

/* The lower of the two first, whoever sent the packet. */
static inline void
flow_put_pair(struct nc_flow_id *id, const void *source, const void *destination, size_t size)
{
    bool swap = memcmp(source, destination, size) > 0;

    flow_put(id, swap ? destination : source, size);
    flow_put(id, swap ? source : destination, size);
}

static inline uint64_t
flow_fnv(const uint8_t *bytes, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

/* The UIDs of old and new data are made of this. */
static inline uint64_t
flow_hash(const uint8_t *a, const uint8_t *b, size_t size, uint32_t kind)
{
    return ((flow_fnv(a, size) + flow_fnv(b, size)) ^ kind) * UINT64_C(1099511628211);
}

static inline uint64_t
flow_hash_ports(const uint16_t port[2], uint32_t kind)
{
    uint8_t a[2] = { (uint8_t)(port[0] >> 8), (uint8_t)port[0] };
    uint8_t b[2] = { (uint8_t)(port[1] >> 8), (uint8_t)port[1] };

    return flow_hash(a, b, sizeof a, kind);
}

static inline char *
flow_decimal(struct nc_packet *pkt, uint64_t value)
{
    enum { ROOM = 21 };
    char *text = (char *)nc_alloc(pkt, ROOM) + ROOM - 1;

    do
        *--text = (char)('0' + value % 10);
    while (value /= 10);
    return text;
}

static inline char *
flow_end_text(uint32_t end)
{
    static const char *const texts[] = { "",      "idle",   "active",  "closed",
                                         "reset", "reused", "evicted", "input-end" };

    return (char *)(end < sizeof texts / sizeof texts[0] ? texts[end] : "");
}

/* Nanoseconds; captures may claim times further apart than that can say. */
static inline int64_t
flow_duration(const struct nc_flow *flow)
{
    const int64_t second = 1000000000;
    uint64_t seconds = (uint64_t)flow->last.seconds - (uint64_t)flow->first.seconds;

    if (seconds >= (uint64_t)(INT64_MAX / second))
        return INT64_MAX;
    return (int64_t)seconds * second + flow->last.nanoseconds - flow->first.nanoseconds;
}

#define FLOW_REPORT(pkt, flow, size, record)                                                      \
    do {                                                                                          \
        (record)->timestampfirst = nc_time_text(pkt, (flow)->first);                              \
        (record)->timestamplast = nc_time_text(pkt, (flow)->last);                                \
        (record)->duration = flow_duration(flow);                                                 \
        (record)->numpackets = (int64_t)(flow)->packets;                                          \
        (record)->totalsize = (int64_t)(size);                                                    \
        (record)->endreason = flow_end_text((flow)->ended);                                       \
        (record)->part = (flow)->part;                                                            \
    } while (0)

#endif
