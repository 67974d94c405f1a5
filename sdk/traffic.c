/* SPDX-License-Identifier: Apache-2.0 */
/* What layers say for reassembly and flows: the outermost endpoints for flows, the innermost for
 * fragments and segments. */
#include "host.h"

#include <string.h>

/* Two addresses of `size` bytes into places of `capacity` bytes, the rest zero. */
static void
copy_pair(uint8_t *to, const uint8_t *source, const uint8_t *destination, size_t size,
          size_t capacity)
{
    if (size > capacity)
        size = capacity;
    memset(to, 0, 2 * capacity);
    memcpy(to, source, size);
    memcpy(to + capacity, destination, size);
}

void
nc_link(struct nc_packet *pkt, uint32_t kind, const uint8_t *source, const uint8_t *destination,
        size_t size)
{
    pkt->tails.link_kind = (uint8_t)kind;
    copy_pair(pkt->tails.link[0], source, destination, size, NC_LINK_ADDRESS);
    if (pkt->sighting.link_kind || pkt->sighting.network_kind)
        return;
    pkt->sighting.link_kind = (uint8_t)kind;
    pkt->sighting.link_by = pkt->by;
    memcpy(pkt->sighting.link, pkt->tails.link, sizeof pkt->sighting.link);
}

void
nc_network(struct nc_packet *pkt, uint32_t kind, const uint8_t *source, const uint8_t *destination,
           size_t size, uint8_t protocol)
{
    if (++pkt->networks > pkt->bounds.networks && pkt->bounds.networks)
        nc_fail(pkt->in, nc_no_networks);
    pkt->tails.network_kind = (uint8_t)kind;
    pkt->tails.transport_kind = NC_ENDPOINT_NONE;
    copy_pair(pkt->tails.network[0], source, destination, size, NC_NETWORK_ADDRESS);
    if (pkt->sighting.network_kind)
        return;
    pkt->sighting.network_kind = (uint8_t)kind;
    pkt->sighting.network_by = pkt->by;
    pkt->sighting.protocol = protocol;
    memcpy(pkt->sighting.network, pkt->tails.network, sizeof pkt->sighting.network);
}

void
nc_transport(struct nc_packet *pkt, uint32_t kind, uint16_t source, uint16_t destination,
             const struct nc_cursor *in)
{
    nc_ports(pkt, source, destination);
    pkt->tails.transport_kind = (uint8_t)kind;
    pkt->tails.port[0] = source;
    pkt->tails.port[1] = destination;
    if (pkt->sighting.transport_kind)
        return;
    pkt->sighting.transport_kind = (uint8_t)kind;
    pkt->sighting.transport_by = pkt->by;
    pkt->sighting.port[0] = source;
    pkt->sighting.port[1] = destination;
    pkt->sighting.payload = (uint32_t)nc_left(in);
}

void
nc_control(struct nc_packet *pkt, uint8_t type, uint8_t code)
{
    if (pkt->sighting.transport_kind || pkt->sighting.control)
        return;
    pkt->sighting.control = 1;
    pkt->sighting.type = type;
    pkt->sighting.code = code;
}

static void
remember(struct nc_packet *pkt, enum nc_event event, const struct nc_cursor *in)
{
    pkt->event = event;
    pkt->bytes = in->pos;
    pkt->n_bytes = (uint32_t)nc_left(in);
}

void
nc_report_fragment(struct nc_packet *pkt, const struct nc_fragment *fragment,
                   const struct nc_cursor *in)
{
    if (!nc_ok(in) || !pkt->tails.network_kind)
        return;
    pkt->fragment = *fragment;
    remember(pkt, NC_EVENT_FRAGMENT, in);
}

/* A packet has one segment: the first, should a layer inside it report another. */
void
nc_report_segment(struct nc_packet *pkt, const struct nc_segment *segment,
                  const struct nc_cursor *in)
{
    if (!nc_ok(in) || !pkt->tails.network_kind || !pkt->tails.transport_kind || pkt->event)
        return;
    pkt->segment = *segment;
    remember(pkt, NC_EVENT_SEGMENT, in);
    if (pkt->sighting.transport_by != pkt->by)
        return; /* inside a tunnel: flows count the tunnel */
    pkt->sighting.segment = 1;
    pkt->sighting.flags = segment->flags;
    pkt->sighting.sequence = segment->sequence;
    pkt->sighting.acknowledgment = segment->acknowledgment;
}

const char *
nc_layer_name(const struct nc_packet *pkt, uint16_t by)
{
    return by && pkt->host && pkt->host->name_of ? pkt->host->name_of(pkt, by) : "";
}

char *
nc_address_text(struct nc_packet *pkt, uint32_t kind, const uint8_t *address)
{
    switch (kind) {
    case NC_ENDPOINT_IPV4: return nc_text_ipv4(pkt, address);
    case NC_ENDPOINT_IPV6: return nc_text_ipv6(pkt, address);
    case NC_ENDPOINT_MAC: return nc_text_mac(pkt, address);
    default: return (char *)"";
    }
}

/* Digits before `end`, zeros in front up to so many; where they begin. */
static char *
decimal(char *end, uint64_t value, int least)
{
    for (; value || least > 0; value /= 10, least--)
        *--end = (char)('0' + value % 10);
    return end;
}

/* Two of them stand in each flow's record: printf() would be its dearest part. */
char *
nc_time_text(struct nc_packet *pkt, struct nc_time time)
{
    enum { ROOM = 40 };
    uint64_t seconds = time.seconds < 0 ? 0 - (uint64_t)time.seconds : (uint64_t)time.seconds;
    char *text = nc_alloc(pkt, ROOM), *at = text + ROOM - 1;

    at = time.fine ? decimal(at, time.nanoseconds, 9) : decimal(at, time.nanoseconds / 1000, 6);
    *--at = '.';
    at = decimal(at, seconds, 1);
    if (time.seconds < 0)
        *--at = '-';
    return at;
}

void
nc_write(struct nc_packet *pkt, void *record, struct nc_time time)
{
    if (record && pkt->host && pkt->host->write)
        pkt->host->write(pkt, record, time);
}

void
nc_pass(struct nc_packet *pkt, uint64_t n)
{
    pkt->passed = n > UINT64_MAX - pkt->passed ? UINT64_MAX : pkt->passed + n;
}

void
nc_handover(struct nc_packet *pkt)
{
    pkt->handed_over = true;
}

void
nc_refuse(struct nc_packet *pkt, const char *reason)
{
    if (!pkt->refused)
        pkt->refused = reason;
}

void
nc_keep(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    pkt->keep = bytes;
}

ProtobufCBinaryData
nc_kept(struct nc_packet *pkt, uint32_t n)
{
    ProtobufCBinaryData none = { 0, NULL };

    if (!pkt->host || !pkt->host->kept || n > UINT32_MAX - pkt->forgotten)
        return none;
    return pkt->host->kept(pkt, pkt->forgotten + n);
}

void
nc_forget(struct nc_packet *pkt)
{
    pkt->forgotten++;
}
