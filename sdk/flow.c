/* SPDX-License-Identifier: Apache-2.0 */
/* What the records of all flow models say. */
#include "host.h"

#include <string.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

#define SECOND INT64_C(1000000000)

/* Captures may claim times further apart than nanoseconds can say. */
static int64_t
between(struct nc_time first, struct nc_time last)
{
    uint64_t seconds = (uint64_t)last.seconds - (uint64_t)first.seconds;

    if (seconds >= (uint64_t)(INT64_MAX / SECOND))
        return INT64_MAX;
    return (int64_t)seconds * SECOND + last.nanoseconds - first.nanoseconds;
}

int64_t
nc_flow_duration(const struct nc_flow *flow)
{
    const int64_t late = 10 * SECOND, told = between(flow->first, flow->last);
    const int64_t lasted = flow->lasted < INT64_MAX ? (int64_t)flow->lasted : INT64_MAX;

    return lasted < told && told - lasted > late ? lasted : told;
}

const char *
nc_end_text(uint32_t end)
{
    static const char *const texts[] = {
        [NC_END_NONE] = "",         [NC_END_IDLE] = "idle",       [NC_END_ACTIVE] = "active",
        [NC_END_CLOSED] = "closed", [NC_END_RESET] = "reset",     [NC_END_REUSED] = "reused",
        [NC_END_EVICTED] = "evicted", [NC_END_INPUT] = "input-end",
    };

    return end < sizeof texts / sizeof texts[0] ? texts[end] : "";
}

char *
nc_flow_key(struct nc_packet *pkt, const struct nc_flow *flow, const struct nc_flow_id *id)
{
    enum { PLACE = 10, KEY_TEXT = 17 };
    size_t size = id->size < NC_FLOW_ID_MAX ? id->size : NC_FLOW_ID_MAX;
    uint8_t bytes[PLACE + NC_FLOW_ID_MAX];
    char all[NC_SHA1_TEXT], *text = nc_alloc(pkt, KEY_TEXT);

    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(flow->place.scope >> (56 - 8 * i));
    bytes[8] = flow->place.depth;
    bytes[9] = flow->place.link_depth;
    memcpy(bytes + PLACE, id->bytes, size);
    nc_put_sha1(all, bytes, PLACE + size);
    memcpy(text, all, KEY_TEXT - 1);
    return text;
}

static uint64_t
fnv(const uint8_t *bytes, size_t size)
{
    uint64_t hash = FNV_BASIS;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * FNV_PRIME;
    return hash;
}

uint64_t
nc_pair_hash(uint32_t kind, const void *ends, size_t size)
{
    const uint8_t *source = ends, *destination = source + size;
    size_t own = nc_address_size(kind, size);

    if (kind == NC_ENDPOINT_NONE)
        return 0;
    if (own > size)
        own = size;
    return ((fnv(source, own) + fnv(destination, own)) ^ kind) * FNV_PRIME;
}

uint64_t
nc_port_hash(uint32_t kind, const uint16_t port[2])
{
    const uint8_t ends[2][2] = { { (uint8_t)(port[0] >> 8), (uint8_t)port[0] },
                                 { (uint8_t)(port[1] >> 8), (uint8_t)port[1] } };

    return nc_pair_hash(kind, ends, sizeof ends[0]);
}
