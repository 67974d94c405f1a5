/* SPDX-License-Identifier: Apache-2.0 */
/* What a decoder says of its layer. */
#include "host.h"

#include <stdio.h>
#include <string.h>

const char nc_truncated[] = "ends too early";
const char nc_declined[] = "is not for this decoder";
const uint8_t nc_zeros[NC_VIEW_MAX];

void
nc_next(struct nc_packet *pkt, uint32_t space, uint64_t value)
{
    nc_next_either(pkt, space, value, value);
}

void
nc_next_either(struct nc_packet *pkt, uint32_t space, uint64_t first, uint64_t second)
{
    pkt->next_space = space;
    pkt->next[0] = first;
    pkt->next[1] = second;
}

void
nc_addresses(struct nc_packet *pkt, char *source, char *destination)
{
    pkt->ends = (struct nc_ends){ source, destination, -1, -1, NULL, 0 };
}

void
nc_ports(struct nc_packet *pkt, uint16_t source, uint16_t destination)
{
    pkt->ends.source_port = source;
    pkt->ends.destination_port = destination;
}

void
nc_payload(struct nc_packet *pkt, const struct nc_cursor *in, double *entropy, int32_t *size)
{
    struct nc_sighting *level = pkt->level;
    bool is_transport = level && level->transport_by && level->transport_by == pkt->by &&
                        level->head == in->pos;
    double *also = is_transport && !pkt->flows_ignore_entropy ? &level->payload_entropy : NULL;

    *size = (int32_t)nc_left(in);
    if ((!pkt->unwritten || also) && pkt->n_pending < NC_LAYERS_MAX)
        pkt->pending[pkt->n_pending++] =
            (struct nc_pending){ in->pos, nc_left(in), entropy, also };
}

void
nc_malformed(struct nc_packet *pkt, const char *reason)
{
    if (!pkt->malformed)
        pkt->malformed = reason;
}

void
nc_note(struct nc_packet *pkt, const char *reason)
{
    if (pkt->note)
        return;
    pkt->note = reason;
    pkt->note_by = pkt->by;
}

struct nc_key
nc_found_by(const struct nc_packet *pkt)
{
    return pkt->found;
}

bool
nc_is_cut(const struct nc_packet *pkt)
{
    return pkt->sighting.captured < pkt->sighting.length;
}

const void *
nc_options(const struct nc_packet *pkt)
{
    return pkt->options;
}

static const struct space {
    const char *name;
    bool closed;
    bool hex; /* how its numbers are usually written */
    uint64_t most; /* the largest there is */
} spaces[NC_SPACES] = {
    [NC_LINKTYPE] = { "linktype", true, false, 0xffff },
    [NC_ETHERTYPE] = { "ethertype", true, true, 0xffff },
    [NC_IPPROTO] = { "ip.proto", true, false, 0xff },
    [NC_UDP_PORT] = { "udp.port", false, false, 0xffff },
    [NC_TCP_PORT] = { "tcp.port", false, false, 0xffff },
    [NC_LLC_SAP] = { "llc.sap", true, true, 0xff },
    [NC_SNAP] = { "snap", true, true, 0xffffffffff },
    [NC_ICMPV6_TYPE] = { "icmpv6.type", false, false, 0xff },
    [NC_PPP] = { "ppp", true, true, 0xffff },
    [NC_SCTP_PORT] = { "sctp.port", false, false, 0xffff },
    [NC_EAPOL_TYPE] = { "eapol.type", true, false, 0xff },
    [NC_USB] = { "usb", false, true, 0x1ff },
};

const char *
nc_space_name(uint32_t space, char *buffer)
{
    if (space < NC_SPACES)
        return spaces[space].name ? spaces[space].name : "none";
    for (int i = 0; i < 4; i++) {
        char c = (char)(space >> (24 - 8 * i));

        buffer[i] = (char)(c > ' ' && c < 127 ? c : '?');
    }
    buffer[4] = '\0';
    return buffer;
}

const char *
nc_key_text(uint32_t space, uint64_t value, char *buffer)
{
    char name[16];
    bool hex = space >= NC_SPACES || spaces[space].hex;

    snprintf(buffer, NC_KEY_TEXT, hex ? "%s 0x%04llx" : "%s %llu", nc_space_name(space, name),
             (unsigned long long)value);
    return buffer;
}

uint32_t
nc_space_of(const char *name)
{
    for (uint32_t i = 1; i < NC_SPACES; i++)
        if (strcmp(spaces[i].name, name) == 0)
            return i;
    if (strlen(name) == 4)
        return NC_SPACE((uint8_t)name[0], (uint8_t)name[1], (uint8_t)name[2], (uint8_t)name[3]);
    return NC_NONE;
}

uint64_t
nc_space_most(uint32_t space)
{
    return space >= NC_SPACES ? UINT64_MAX : spaces[space].most;
}

bool
nc_space_is_closed(uint32_t space)
{
    return space >= NC_SPACES || spaces[space].closed;
}

uint32_t
nc_stream_space(uint32_t transport_kind)
{
    return transport_kind == NC_ENDPOINT_TCP ? NC_TCP_PORT : NC_NONE;
}

bool
nc_space_is_stream(uint32_t space)
{
    return space == NC_TCP_PORT;
}
