/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "harness_plugin.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 100 };

static struct {
    struct nc_flow flow;
    uint8_t *state; /* exactly as large as the plugin says */
    struct nc_cursor cursor;
} run;

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    static const char *const names[BY_ALL] = { "",    "Ethernet", "IPv4", "IPv6", "UDP",
                                              "TCP", "SCTP",     "DNS",  "NTP" };

    (void)pkt;
    return by < BY_ALL ? names[by] : "";
}

static const struct nc_host host = { .name_of = name_of };

struct nc_sighting
arp(void)
{
    return (struct nc_sighting){
        .time = { 1, 5000, 0 }, .clock = 1000005000, .captured = LENGTH, .length = LENGTH,
        .link_by = BY_ETHERNET, .link_kind = NC_ENDPOINT_MAC,
        .link = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 } },
    };
}

static struct nc_sighting
network(int family, const char *from, const char *to, uint8_t protocol)
{
    struct nc_sighting seen = arp();

    seen.network_by = family == AF_INET ? BY_IPV4 : BY_IPV6;
    seen.network_kind = family == AF_INET ? NC_ENDPOINT_IPV4 : NC_ENDPOINT_IPV6;
    seen.protocol = protocol;
    CU_ASSERT_EQUAL(inet_pton(family, from, seen.network[0]), 1);
    CU_ASSERT_EQUAL(inet_pton(family, to, seen.network[1]), 1);
    return seen;
}

struct nc_sighting
ip4(const char *from, const char *to, uint8_t protocol)
{
    return network(AF_INET, from, to, protocol);
}

struct nc_sighting
ip6(const char *from, const char *to, uint8_t protocol)
{
    return network(AF_INET6, from, to, protocol);
}

struct nc_sighting
with_ports(struct nc_sighting seen, uint8_t kind, uint16_t from, uint16_t to)
{
    seen.transport_kind = kind;
    seen.transport_by = kind == NC_ENDPOINT_UDP   ? BY_UDP
                        : kind == NC_ENDPOINT_TCP ? BY_TCP
                                                  : BY_SCTP;
    seen.port[0] = from;
    seen.port[1] = to;
    return seen;
}

struct nc_sighting
udp4(const char *from, uint16_t port, const char *to, uint16_t to_port)
{
    return with_ports(ip4(from, to, 17), NC_ENDPOINT_UDP, port, to_port);
}

struct nc_sighting
sctp4(const char *from, uint16_t port, const char *to, uint16_t to_port)
{
    return with_ports(ip4(from, to, 132), NC_ENDPOINT_SCTP, port, to_port);
}

struct nc_sighting
tcp4(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, uint32_t payload)
{
    struct nc_sighting seen = with_ports(ip4("10.0.0.1", "10.0.0.2", 6), NC_ENDPOINT_TCP, 1000, 80);

    seen.segment = 1;
    seen.flags = flags;
    seen.sequence = sequence;
    seen.acknowledgment = acknowledgment;
    seen.payload = payload;
    return seen;
}

struct nc_sighting
back(struct nc_sighting seen)
{
    struct nc_sighting other = seen;

    for (int i = 0; i < 2; i++) {
        memcpy(other.link[i], seen.link[!i], sizeof other.link[i]);
        memcpy(other.network[i], seen.network[!i], sizeof other.network[i]);
        other.port[i] = seen.port[!i];
    }
    return other;
}

struct nc_sighting
later(struct nc_sighting seen, double seconds)
{
    seen.clock += (uint64_t)(seconds * 1e9 + 0.5);
    seen.time = (struct nc_time){ (int64_t)(seen.clock / 1000000000),
                                  (uint32_t)(seen.clock % 1000000000), 0 };
    return seen;
}

static bool
id_of(const struct nc_sighting *seen, struct nc_flow_id *id)
{
    *id = (struct nc_flow_id){ 0 };
    if (!plugin->id(seen, id))
        return false;
    CU_ASSERT_FATAL(id->size <= NC_FLOW_ID_MAX);
    return true;
}

bool
has_flow(struct nc_sighting seen)
{
    struct nc_flow_id id;

    return id_of(&seen, &id);
}

bool
same_flow(struct nc_sighting one, struct nc_sighting other)
{
    struct nc_flow_id a, b;

    return id_of(&one, &a) && id_of(&other, &b) && memcmp(&a, &b, sizeof a) == 0;
}

void
flow_begin(void)
{
    free(run.state);
    run.state = calloc(1, plugin->state_size);
    run.flow = (struct nc_flow){ .part = 3 };
}

static bool
before(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

enum nc_observed
flow_see(struct nc_sighting seen)
{
    struct nc_flow flow = run.flow;
    uint8_t *state = malloc(plugin->state_size);
    enum nc_observed found;

    memcpy(state, run.state, plugin->state_size);
    flow.packets++;
    if (flow.packets == 1 || before(seen.time, flow.first))
        flow.first = seen.time;
    if (flow.packets == 1 || before(flow.last, seen.time))
        flow.last = seen.time;
    found = plugin->observe(&seen, &flow, state);
    if (found == NC_FLOW_ANOTHER) {
        free(state);
        return found;
    }
    free(run.state);
    run.state = state;
    run.flow = flow;
    return found;
}

void *
flow_end(enum nc_end end)
{
    struct nc_packet *pkt;
    void *made;

    run.cursor = over("");
    pkt = fresh(&run.cursor);
    pkt->host = &host;
    run.flow.ended = end;
    made = nc_message(pkt, plugin->record);
    plugin->report(pkt, &run.flow, run.state, made);
    CU_ASSERT_STRING_EQUAL(why(&run.cursor), "");
    return made;
}

int
flow_sentences(const char *stem, const struct sentence *own)
{
    int status;

    load_plugin(stem);
    status = sentences(stem, own);
    free(run.state);
    return status;
}
