/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations as other tools tell of them. */
#include "host.h"

#include <netcap/conversation.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Protocol numbers of IANA. */
enum { ICMP = 1, TCP = 6, UDP = 17, ICMPV6 = 58, SCTP = 132 };

/* As IANA writes them, and as some tools do. */
static const struct {
    const char *name;
    uint8_t number;
} names[] = {
    { "icmp", ICMP },      { "igmp", 2 },      { "ipv4", 4 },
    { "ipip", 4 },         { "tcp", TCP },     { "egp", 8 },
    { "igp", 9 },          { "udp", UDP },     { "dccp", 33 },
    { "ipv6", 41 },        { "rsvp", 46 },     { "gre", 47 },
    { "esp", 50 },         { "ah", 51 },       { "icmp6", ICMPV6 },
    { "icmpv6", ICMPV6 },  { "icmpv4", ICMP }, { "ipv6-icmp", ICMPV6 },
    { "eigrp", 88 },       { "ospf", 89 },     { "ospfigp", 89 },
    { "etherip", 97 },     { "pim", 103 },     { "vrrp", 112 },
    { "l2tp", 115 },       { "sctp", SCTP },   { "udplite", 136 },
    { "mpls-in-ip", 137 },
};

int
nc_protocol_named(const char *name)
{
    char *end;
    long number;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].number;
    if (*name < '0' || *name > '9')
        return -1;
    number = strtol(name, &end, 10);
    return !*end && number <= UINT8_MAX ? (int)number : -1;
}

static uint8_t
kind_of(uint8_t protocol)
{
    switch (protocol) {
    case TCP: return NC_ENDPOINT_TCP;
    case UDP: return NC_ENDPOINT_UDP;
    case SCTP: return NC_ENDPOINT_SCTP;
    default: return NC_ENDPOINT_NONE;
    }
}

bool
nc_protocol_has_ports(uint8_t protocol)
{
    return kind_of(protocol) != NC_ENDPOINT_NONE;
}

/* Hop-by-hop options, routing, fragment, destination options. */
bool
nc_protocol_is_extension(uint8_t protocol)
{
    return protocol == 0 || protocol == 43 || protocol == 44 || protocol == 60;
}

struct nc_conversation
nc_conversation_told(uint8_t protocol, const uint8_t *const address[2], size_t size,
                     const uint16_t port[2])
{
    struct nc_conversation told = {
        .protocol = protocol,
        .network_kind = size == 4 ? NC_ENDPOINT_IPV4 : NC_ENDPOINT_IPV6,
        .transport_kind = kind_of(protocol),
    };

    for (int i = 0; i < 2; i++)
        memcpy(told.network[i], address[i], size < NC_NETWORK_ADDRESS ? size : NC_NETWORK_ADDRESS);
    if (told.transport_kind) {
        memcpy(told.port, port, sizeof told.port);
    } else if (protocol == ICMP || protocol == ICMPV6) {
        told.control = 1;
        told.type = (uint8_t)port[0];
        told.code = (uint8_t)port[1];
    }
    return told;
}

/* ---- whose an id is ---- */

static bool
has_id(const struct nc_conversation *c, const char *community_id)
{
    char id[NC_COMMUNITY_ID];

    nc_put_community_id(id, c);
    return *id && strcmp(id, community_id) == 0;
}

/* Types of messages that there are, and codes of those that nobody answers. */
static bool
is_control_of(uint8_t protocol, const char *community_id, const uint8_t *const address[2],
              size_t size, struct nc_conversation *c)
{
    enum { TYPES = 256, CODES = 16 };

    for (uint16_t code = 0; code < CODES; code++)
        for (uint16_t type = 0; type < TYPES; type++) {
            bool four = type <= 18 || (type >= 30 && type <= 43);
            bool six = type <= 4 || (type >= 128 && type <= 161);

            *c = nc_conversation_told(protocol, address, size, (const uint16_t[]){ type, code });
            if ((protocol == ICMP ? four : six) && has_id(c, community_id))
                return true;
        }
    return false;
}

bool
nc_conversation_of_id(const char *community_id, const uint8_t *const address[2], size_t size,
                      const uint16_t port[2], struct nc_conversation *c)
{
    for (unsigned protocol = 0; protocol <= UINT8_MAX; protocol++) {
        *c = nc_conversation_told((uint8_t)protocol, address, size, port);
        if (c->transport_kind && has_id(c, community_id))
            return true;
    }
    for (unsigned protocol = 0; protocol <= UINT8_MAX; protocol++) {
        *c = nc_conversation_told((uint8_t)protocol, address, size, port);
        c->transport_kind = NC_ENDPOINT_NONE;
        if (!c->control && has_id(c, community_id))
            return true;
    }
    return is_control_of(ICMP, community_id, address, size, c) ||
           is_control_of(ICMPV6, community_id, address, size, c);
}
