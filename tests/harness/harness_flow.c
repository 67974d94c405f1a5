/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "flows/flowtable.h"
#include "harness_plugin.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)
enum { LENGTH = 100, ARENA = 1 << 18, IDLE = 1000, ACTIVE = 500, FIRST_PART = 3 };

static struct {
    struct nc_plugin own;
    struct plugins *plugins;
    struct nc_packet pkt;
    struct undo undo;
    struct flows *flows;
    size_t size;
    bool begun, stranger;      /* there is a flow; a packet is of another */
    struct nc_sighting last;   /* that was counted */
    uint32_t n_observed;
    enum nc_observed found, instead;
    void *record;
    uint32_t n_records;
} t;

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    static const char *const names[BY_ALL] = { "",    "Ethernet", "IPv4", "IPv6", "UDP",
                                              "TCP", "SCTP",     "DNS",  "NTP" };

    (void)pkt;
    return by < BY_ALL ? names[by] : "";
}

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
    struct nc_sighting sighting = arp();

    sighting.network_by = family == AF_INET ? BY_IPV4 : BY_IPV6;
    sighting.network_kind = family == AF_INET ? NC_ENDPOINT_IPV4 : NC_ENDPOINT_IPV6;
    sighting.protocol = protocol;
    CU_ASSERT_EQUAL(inet_pton(family, from, sighting.network[0]), 1);
    CU_ASSERT_EQUAL(inet_pton(family, to, sighting.network[1]), 1);
    return sighting;
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
with_ports(struct nc_sighting sighting, uint8_t kind, uint16_t from, uint16_t to)
{
    sighting.transport_kind = kind;
    sighting.transport_by = kind == NC_ENDPOINT_UDP   ? BY_UDP
                        : kind == NC_ENDPOINT_TCP ? BY_TCP
                                                  : BY_SCTP;
    sighting.port[0] = from;
    sighting.port[1] = to;
    return sighting;
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
    struct nc_sighting sighting =
        with_ports(ip4("10.0.0.1", "10.0.0.2", 6), NC_ENDPOINT_TCP, 1000, 80);

    sighting.segment = 1;
    sighting.flags = flags;
    sighting.sequence = sequence;
    sighting.acknowledgment = acknowledgment;
    sighting.payload = payload;
    return sighting;
}

struct nc_sighting
back(struct nc_sighting sighting)
{
    struct nc_sighting other = sighting;

    for (int i = 0; i < 2; i++) {
        memcpy(other.link[i], sighting.link[!i], sizeof other.link[i]);
        memcpy(other.network[i], sighting.network[!i], sizeof other.network[i]);
        other.port[i] = sighting.port[!i];
    }
    return other;
}

struct nc_sighting
later(struct nc_sighting sighting, double seconds)
{
    sighting.clock += (uint64_t)(seconds * 1e9 + 0.5);
    sighting.time = (struct nc_time){ (int64_t)(sighting.clock / 1000000000),
                                  (uint32_t)(sighting.clock % 1000000000), 0 };
    return sighting;
}

struct nc_sighting
judged(struct nc_sighting is, enum nc_standing standing, uint8_t turn)
{
    is.standing = standing;
    is.turn = turn;
    return is;
}

/* The plugin's own hooks, behind ours: they work on memory of exactly its state's size. */

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (t.stranger) {
        nc_flow_put(key, "stranger", 8);
        return true;
    }
    if (!t.own.id(sighting, key))
        return false;
    CU_ASSERT_FATAL(key->size <= NC_FLOW_ID_MAX);
    return true;
}

static uint8_t *
exactly(const void *state)
{
    uint8_t *exact = malloc(t.own.state_size);

    memcpy(exact, state, t.own.state_size);
    return exact;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *state)
{
    uint8_t *exact = exactly(state);
    enum nc_observed found = t.own.observe(sighting, flow, exact);

    memcpy(state, exact, t.own.state_size);
    free(exact);
    if (t.n_observed++)
        return found;
    t.found = found;
    return t.instead ? t.instead : found;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *state, void *record)
{
    uint8_t *exact = exactly(state);

    t.own.report(pkt, flow, exact, record);
    CU_ASSERT_TRUE(nc_ok(pkt->in));
    free(exact);
}

static void
take_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    (void)pkt;
    (void)time;
    t.record = record;
    t.n_records++;
}

static const struct nc_host host = { .name_of = name_of, .write = take_record };

static struct flow_job
begin_packet(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
    return (struct flow_job){ t.flows, &t.undo, &t.plugins->list[0], &t.pkt };
}

/* Leaves the packet in the journal.  `instead`: what the plugin is made to say of it. */
static void
see(struct nc_sighting sighting, enum nc_observed instead)
{
    const struct flow_job job = begin_packet();

    undo_forget(&t.undo);
    t.n_observed = 0;
    t.instead = instead;
    flows_see(&job, &sighting, NULL);
}

static void
expire(uint64_t clock)
{
    const struct flow_job job = begin_packet();

    undo_forget(&t.undo);
    flows_expire(&job, clock, FLOWS_A_PACKET);
}

/* There is room for one flow. */
static void
evict(struct nc_sighting sighting)
{
    t.stranger = true;
    see(sighting, NC_FLOW_OPEN);
    t.stranger = false;
}

static void
set_up(void)
{
    const struct nc_flow_limits limits = { IDLE, ACTIVE, 1 };
    struct nc_plugin watched = *plugin;

    if (!t.plugins) {
        t.own = *plugin;
        watched.id = id;
        watched.observe = observe;
        watched.report = report;
        t.plugins = plugin_with_hooks(&watched);
        t.size = flows_size(&limits, plugin->state_size);
        t.flows = malloc(t.size);
        if (!t.flows || !nc_packet_create(&t.pkt, ARENA))
            exit(99);
    }
    memset(t.flows, 0, t.size);
    flows_setup(t.flows, &limits, plugin->state_size, CLOSED_WAIT, 42);
    undo_forget(&t.undo);
    t.n_records = 0;
}

static struct flow_key
key_of(const struct nc_sighting *sighting)
{
    struct flow_key key;

    set_up();
    flows_name(t.flows, &t.plugins->list[0], sighting, &key);
    return key;
}

bool
has_flow(struct nc_sighting sighting)
{
    return key_of(&sighting).id.size > 0;
}

bool
same_flow(struct nc_sighting one, struct nc_sighting other)
{
    const struct flow_key a = key_of(&one), b = key_of(&other);

    return a.id.size && a.id.size == b.id.size && memcmp(a.id.bytes, b.id.bytes, a.id.size) == 0;
}

void
flow_begin(void)
{
    set_up();
    t.begun = false;
}

enum nc_observed
flow_see(struct nc_sighting sighting)
{
    for (int part = 1; !t.begun && part < FIRST_PART; part++) {
        see(sighting, NC_FLOW_OPEN);
        evict(sighting);
    }
    if (!t.begun)
        expire(UINT64_MAX);
    t.n_records = 0;
    see(sighting, NC_FLOW_OPEN);
    CU_ASSERT_FATAL(t.n_observed > 0); /* or it is of no flow */
    if (t.found == NC_FLOW_ANOTHER && t.begun) {
        CU_ASSERT_EQUAL(t.flows->now.waiting, 1); /* the core has ended what there was */
        undo_rollback(&t.undo);
        t.n_records = 0;
        return t.found;
    }
    CU_ASSERT_EQUAL(t.flows->now.waiting, 0); /* or it is of another flow */
    t.begun = true;
    t.last = sighting;
    return t.found;
}

/* As if the plugin had said this of the last packet, unless it has said that the flow is over. */
static void
end_with(enum nc_observed found)
{
    if (!t.flows->now.lingering.first) {
        CU_ASSERT_FATAL(!undo_is_empty(&t.undo));
        undo_rollback(&t.undo);
        see(t.last, found);
    }
    expire(t.flows->now.clock + CLOSED_WAIT + 1);
}

/* By what makes flows end so: time, packets, the end of the input. */
static void
end_for(enum nc_end end)
{
    switch (end) {
    case NC_END_ACTIVE:
        see(later(t.last, ACTIVE + 1), NC_FLOW_OPEN);
        break;
    case NC_END_CLOSED:
        end_with(NC_FLOW_CLOSED);
        break;
    case NC_END_RESET:
        end_with(NC_FLOW_RESET);
        break;
    case NC_END_REUSED:
        see(t.last, NC_FLOW_ANOTHER);
        break;
    case NC_END_EVICTED:
        evict(t.last);
        break;
    default:
        expire(end == NC_END_IDLE ? t.flows->now.clock + (IDLE + 1) * SECOND : UINT64_MAX);
    }
    if (t.flows->now.waiting) /* for the end of the tick */
        expire(t.flows->now.clock + FLOWS_TICK);
}

void *
flow_end(enum nc_end end)
{
    const struct flow_counts *counts = flows_counts(t.flows);
    uint64_t before = counts->ended[end];

    end_for(end);
    CU_ASSERT_EQUAL_FATAL(t.n_records, 1);
    CU_ASSERT(end == NC_END_NONE || counts->ended[end] == before + 1);
    return t.record;
}

int
flow_sentences(const char *stem, const struct sentence *own)
{
    load_plugin(stem);
    return sentences(stem, own);
}
