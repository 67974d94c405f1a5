/* SPDX-License-Identifier: Apache-2.0 */
#include "flows_helper.h"

#include "networkflow.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 1 << 18, TEXT = 4096 };

struct state {
    uint64_t bytes;
    uint32_t port;
};

static uint64_t before;

uint64_t
bytes_before(void)
{
    return before;
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    key->size = 2;
    memcpy(key->bytes, &sighting->port[0], 2);
    memset(key->bytes + 2, 0x5a, 8); /* what is behind the id counts for nothing */
    return sighting->port[0] != 0;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    memset(state + 1, 0x5a, 2 * sizeof *state); /* beyond its own: no other flow may notice */
    before = flow->before ? ((const struct state *)flow->before)->bytes : 0;
    state->bytes += sighting->captured;
    state->port = sighting->port[0];
    if (sighting->standing == NC_STANDING_OUTSIDE)
        return NC_FLOW_OPEN;
    if (sighting->flags & NC_SYN && (flow->packets > 1 || sighting->flags & NC_URG))
        return NC_FLOW_ANOTHER;
    if (sighting->flags & NC_RST)
        return NC_FLOW_RESET;
    if (sighting->flags & NC_PSH)
        return NC_FLOW_REVIVED;
    return sighting->flags & NC_FIN ? NC_FLOW_CLOSED : NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    struct table *t = pkt->context;
    const struct state *state = own;
    struct ended *e = nc_alloc(pkt, sizeof *e);
    Types__NetworkFlow *r = record;

    t->victim = atomic_load(&t->undo->victim);
    snprintf(t->name, sizeof t->name, "%s", flow->name ? flow->name : "");
    for (size_t asked = 0; asked < t->greedy; asked += 4096)
        nc_alloc(pkt, 4096);
    *e = (struct ended){ state->port, flow->part, flow->ended, 0, flow->packets,
                         state->bytes, flow->first, flow->last };
    r->srcip = (char *)e;
}

static void
take_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct table *t = pkt->context;
    const struct ended *e = (const void *)((Types__NetworkFlow *)record)->srcip;

    CU_ASSERT_EQUAL(memcmp(&time, &e->first, sizeof time), 0);
    CU_ASSERT_FALSE(pkt->full);
    if (!t->space || t->n_log == LOG_MAX) {
        pkt->full = true;
        return;
    }
    t->space--;
    t->log[t->n_log++] = *e;
}

static const struct nc_host host = { .write = take_record };

static void *
zeros(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory) {
        fprintf(stderr, "test: no memory for %zu bytes\n", size);
        exit(99);
    }
    return memory;
}

struct table *
table_new(uint64_t idle, uint64_t active, uint64_t most, uint64_t seed)
{
    struct table *t = zeros(sizeof *t);

    t->plugin.is = (struct nc_plugin){ .name = "Fake", .record = &types__network_flow__descriptor,
                                       .id = id, .observe = observe, .report = report,
                                       .state_size = sizeof(struct state) };
    t->plugin.enabled = true;
    t->limits = (struct nc_flow_limits){ idle, active, most };
    t->undo = zeros(sizeof *t->undo);
    t->size = flows_size(&t->limits, sizeof(struct state));
    t->flows = zeros(t->size);
    flows_setup(t->flows, &t->limits, sizeof(struct state), CLOSED_WAIT, seed);
    t->log = zeros(LOG_MAX * sizeof *t->log);
    t->space = LOG_MAX;
    if (!nc_packet_create(&t->pkt, ARENA))
        exit(99);
    t->pkt.host = &host;
    t->pkt.context = t;
    return t;
}

void
table_free(struct table *t)
{
    nc_packet_destroy(&t->pkt);
    free(t->log);
    free(t->flows);
    free(t->undo);
    free(t);
}

struct nc_sighting
at(double seconds, uint16_t port, uint8_t flags)
{
    uint64_t clock = (uint64_t)(seconds * 1e9 + 0.5);

    return (struct nc_sighting){ .clock = clock, .captured = 100, .flags = flags,
                                 .time = { (int64_t)(clock / 1000000000),
                                           (uint32_t)(clock % 1000000000), 0 },
                                 .port = { port, 9 } };
}

static struct flow_job
job_of(struct table *t)
{
    return (struct flow_job){ t->flows, t->undo, &t->plugin, &t->pkt };
}

void
try_to_see(struct table *t, const struct nc_sighting *sighting)
{
    struct flow_job job = job_of(t);

    nc_packet_begin(&t->pkt);
    flows_see(&job, sighting, NULL);
}

void
see(struct table *t, struct nc_sighting sighting)
{
    if (!sighting.number)
        sighting.number = ++t->packets;
    t->clock = sighting.clock;
    try_to_see(t, &sighting);
    CU_ASSERT_FALSE(t->pkt.full);
    undo_forget(t->undo);
}

uint32_t
expire(struct table *t, uint64_t clock, uint32_t most)
{
    struct flow_job job = job_of(t);
    uint32_t n;

    nc_packet_begin(&t->pkt);
    n = flows_expire(&job, clock, most);
    undo_forget(t->undo);
    return n;
}

void
drop(struct table *t, uint32_t victim)
{
    struct flow_job job = job_of(t);

    flows_drop(&job, victim);
    undo_forget(t->undo);
}

const char *
log_text(struct table *t)
{
    static const char *const reasons[] = { "none",  "idle",   "active",  "closed",
                                           "reset", "reused", "evicted", "input" };
    static char text[TEXT];
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < t->n_log && n < TEXT - 64; i++) {
        const struct ended *e = &t->log[i];

        n += (size_t)snprintf(text + n, TEXT - n, "%s%u.%u %s %llu", i ? "; " : "", e->port,
                              e->part, reasons[e->end], (unsigned long long)e->packets);
    }
    t->n_log = 0;
    return text;
}

const char *
a_tick_later(struct table *t)
{
    expire(t, (t->clock / FLOWS_TICK + 1) * FLOWS_TICK, FLOWS_A_PACKET);
    return log_text(t);
}

static struct table *table;

struct table *
with(uint64_t idle, uint64_t active, uint64_t most)
{
    with_none();
    return table = table_new(idle, active, most, 1);
}

void
with_none(void)
{
    if (table)
        table_free(table);
    table = NULL;
}

const char *
at_the_end(struct table *t)
{
    while (expire(t, UINT64_MAX, 3))
        ;
    return log_text(t);
}
