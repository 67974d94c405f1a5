/* SPDX-License-Identifier: Apache-2.0 */
/* Packets as flows see them: four bytes of limits, then sightings (see take_sighting) out of few
 * addresses and ports, so that they meet.  They are counted in two tables whose seeds differ, in
 * one of them after having been taken back: the records must be the same, one for each flow. */
#include "fuzz_plugin.h"

#include "flows/flowtable.h"

#include <string.h>

#define CLOSED_WAIT UINT64_C(60000000000)

enum { ARENA = 1 << 20, SIGHTINGS_MAX = 512, FLOWS_MOST = 8 };
enum { MILLISECOND = 1000000, SECOND = 1000000000 };

/* A table and what came out of it. */
struct counted {
    struct flows *flows;
    size_t size;
    struct record_digest sink;
};

static struct {
    struct nc_packet pkt;
    struct undo *undo;
    struct emitter emitter;
    struct counted one, other, *at_work;
    uint64_t clock;
} t;

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    static const char *const names[] = { "", "Ethernet", "IPv4", "IPv6", "UDP", "TCP", "DNS", "X" };

    (void)pkt;
    return names[by % 8];
}

static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct record_sink *sink = &t.at_work->sink.sink;

    emit_time(&t.emitter, time);
    if (!emit_record(&t.emitter, &tested.list[TESTED], TESTED, record, &pkt->ends, sink))
        broken("a record is too large to be written");
}

static const struct nc_host host = { .name_of = name_of, .write = write_record };

static struct flow_job
begin_packet(struct counted *in)
{
    t.at_work = in;
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
    return (struct flow_job){ in->flows, t.undo, &tested.list[TESTED], &t.pkt };
}

static void
begin_table(struct counted *c, const struct nc_flow_limits *limits, uint64_t seed)
{
    size_t state = tested.list[TESTED].is.state_size;

    if (!c->flows) {
        c->size = flows_size(&(struct nc_flow_limits){ .max_flows = FLOWS_MOST }, state);
        c->flows = zeros(c->size);
    }
    zero_again(c->flows, c->size);
    flows_setup(c->flows, limits, state, CLOSED_WAIT, seed);
    c->sink = record_digest(&tested);
}

static void
see(struct counted *c, const struct nc_sighting *sighting)
{
    struct flow_job job = begin_packet(c);

    flows_see(&job, sighting, NULL);
    undo_forget(t.undo);
}

/* What the packet before gave back is no part of what a packet changes. */
static struct flows_now
flows_now(const struct counted *c)
{
    struct flows_now now;

    memcpy(&now, &c->flows->now, sizeof now);
    now.entries.fresh = 0;
    return now;
}

static void
see_and_take_back(struct counted *c, const struct nc_sighting *sighting)
{
    const struct flows_now before = flows_now(c);
    const struct record_digest written = c->sink;
    struct flow_job job = begin_packet(c);
    struct flows_now after;

    flows_see(&job, sighting, NULL);
    undo_rollback(t.undo);
    after = flows_now(c);
    if (memcmp(&before, &after, sizeof before) != 0)
        broken("what a packet changed was not taken back");
    c->sink = written;
}

static void
end_table(struct counted *c)
{
    const struct flow_counts *counts = flows_counts(c->flows);
    uint64_t ended = 0;
    uint32_t n;

    do {
        struct flow_job job = begin_packet(c);

        n = flows_expire(&job, UINT64_MAX, 1);
        undo_forget(t.undo);
    } while (n);
    for (int i = 0; i < 8; i++)
        ended += counts->ended[i];
    if (c->flows->now.entries.used || ended != counts->flows)
        broken("a flow never ended");
    if (c->sink.records + counts->refused != counts->flows)
        broken("a flow ended without a record");
}

/* Pairs of ends are one of four, in either direction. */
static void
put_ends(struct nc_sighting *s, uint32_t which, bool back)
{
    for (int i = 0; i < 2; i++) {
        int end = i ^ back;

        if (s->link_kind)
            s->link[i][5] = (uint8_t)((which & 3) + 4 * (uint32_t)end);
        if (s->network_kind)
            s->network[i][3] = (uint8_t)((which >> 2 & 3) + 4 * (uint32_t)end);
        if (s->transport_kind)
            s->port[i] = (uint16_t)((which >> 4 & 3) * (end ? 26 : 20000));
    }
}

/* A byte of time; kinds of link and network, of transport; which ends; flags of a segment; what the
 * network carries; two bytes of size; of a segment two numbers of four bytes. */
static struct nc_sighting
take_sighting(struct taker *input)
{
    static const uint8_t links[] = { NC_ENDPOINT_MAC, NC_ENDPOINT_NONE, NC_ENDPOINT_PPP, 200 };
    static const uint8_t networks[] = { NC_ENDPOINT_IPV4, NC_ENDPOINT_IPV6, NC_ENDPOINT_NONE, 201 };
    static const uint8_t transports[] = { NC_ENDPOINT_TCP,  NC_ENDPOINT_UDP,     NC_ENDPOINT_NONE,
                                          NC_ENDPOINT_SCTP, NC_ENDPOINT_UDPLITE, NC_ENDPOINT_RUDP,
                                          202,              NC_ENDPOINT_TCP };
    uint32_t later = take8(input), kinds = take8(input), ends = take8(input), by = take8(input);
    struct nc_sighting s = { .link_kind = links[kinds & 3],
                             .network_kind = networks[kinds >> 2 & 3],
                             .transport_kind = transports[kinds >> 4 & 7] };
    uint64_t earlier = ends & 64 ? later * UINT64_C(100000000) : 0, time;

    t.clock += ends & 64 ? 0 : (uint64_t)later * later * later * MILLISECOND;
    time = t.clock > earlier ? t.clock - earlier : 0;
    s.clock = t.clock;
    s.time = (struct nc_time){ (int64_t)(time / SECOND), (uint32_t)(time % SECOND), by & 1 };
    s.link_by = s.link_kind ? 1 : 0;
    s.network_by = s.network_kind ? (uint16_t)(2 + (by >> 1 & 1)) : 0;
    s.transport_by = s.transport_kind ? (uint16_t)(4 + (by >> 2 & 1)) : 0;
    s.application_by = s.transport_kind && by & 8 ? (uint16_t)(6 + (by >> 4 & 1)) : 0;
    put_ends(&s, ends, ends & 128);
    s.protocol = (uint8_t)take8(input);
    s.captured = s.length = take16(input);
    s.payload = s.captured > 40 ? s.captured - 40 : 0;
    s.network_length = s.captured;
    s.payload_length = s.payload;
    s.transport_header = s.captured < 40 ? s.captured : 20;
    s.payload_entropy = by / 32.0;
    if (kinds & 128 && s.transport_kind) {
        s.segment = 1;
        s.flags = (uint8_t)take8(input);
        s.sequence = take32(input);
        s.acknowledgment = take32(input);
    } else if (kinds & 128) {
        s.control = 1;
        s.type = (uint8_t)take8(input);
        s.code = (uint8_t)take8(input);
    }
    return s;
}

void
fuzz_flow(struct taker *input)
{
    struct nc_flow_limits limits = { .idle_timeout = take8(input),
                                     .active_timeout = take16(input),
                                     .max_flows = 1 + take8(input) % FLOWS_MOST };

    if (!t.undo) {
        t.undo = zeros(sizeof *t.undo);
        if (!nc_packet_create(&t.pkt, ARENA))
            broken("no memory for a packet");
    }
    undo_forget(t.undo);
    begin_table(&t.one, &limits, 1);
    begin_table(&t.other, &limits, UINT64_C(0x9e3779b97f4a7c15));
    t.clock = UINT64_C(1000000000);
    for (int i = 0; taker_left(input) && i < SIGHTINGS_MAX; i++) {
        const struct nc_sighting sighting = take_sighting(input);

        see_and_take_back(&t.one, &sighting);
        see(&t.one, &sighting);
        see(&t.other, &sighting);
    }
    end_table(&t.one);
    end_table(&t.other);
    if (t.one.sink.digest != t.other.sink.digest)
        broken("records depend on the table's seed");
}
