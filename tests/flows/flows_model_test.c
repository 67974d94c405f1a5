/* SPDX-License-Identifier: Apache-2.0 */
/* The table of flows against the plainest model there is. */
#include "flows_model.h"
#include "flows/flowtable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACKETS = 20000, ROUNDS = 12 };

static uint32_t
pick(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(*state >> 8) * below >> 24);
}

/* Steps from nothing to longer than every timeout, and times that at times run backwards. */
static struct nc_sighting
random_packet(uint32_t *random, uint64_t *clock, int number)
{
    static const uint64_t steps[] = { 0, 1, 50, 400, 1000, 1000, 3000, 40000 };
    static const uint8_t flags[] = { 0, 0, 0, 0, 0, 0, NC_SYN, NC_FIN, NC_RST, NC_PSH };
    struct nc_sighting sighting;

    *clock += steps[pick(random, 8)] * pick(random, 5) * 100000;
    sighting = at(0, (uint16_t)pick(random, PORTS + 1), flags[pick(random, 10)]);
    sighting.clock = *clock;
    sighting.number = (uint64_t)number + 1;
    sighting.captured = pick(random, 1500);
    sighting.time.seconds = (int64_t)(*clock / 1000000000);
    sighting.time.nanoseconds = (uint32_t)(*clock % 1000000000);
    if (pick(random, 8) == 0 && sighting.time.seconds > 3)
        sighting.time.seconds -= pick(random, 3);
    return sighting;
}

static struct nc_flow_limits
random_limits(uint32_t *random)
{
    return (struct nc_flow_limits){ pick(random, 4) * 3, pick(random, 4) * 10,
                                    1 + pick(random, PORTS + 8) };
}

static struct model model;

static void
model_run(uint32_t seed)
{
    uint32_t random = seed;
    uint64_t clock = 0;

    model = (struct model){ .limits = random_limits(&random) };
    for (int i = 0; i < PACKETS; i++) {
        struct nc_sighting sighting = random_packet(&random, &clock, i);

        model_see(&model, &sighting);
    }
    model_expire(&model, true, UINT32_MAX);
}

/* Packets whose worker dies, or whose records do not fit, some before they come again. */
static void
trouble(struct table *t, const struct nc_sighting *sighting, uint32_t *random)
{
    struct nc_sighting other = *sighting;
    size_t before = t->n_log;

    while (pick(random, 3) == 0) {
        uint64_t clock = sighting->clock + pick(random, 3) * UINT64_C(20000000000);

        t->space = pick(random, 4);
        other = random_packet(random, &clock, 0);
        try_to_see(t, pick(random, 2) ? sighting : &other);
        undo_rollback(t->undo);
        t->n_log = before;
    }
    t->space = LOG_MAX;
}

static struct table *
table_run(uint32_t seed, uint64_t hash_seed, bool troubled)
{
    uint32_t random = seed, other = seed + 99;
    uint64_t clock = 0;
    struct nc_flow_limits limits = random_limits(&random);
    struct table *t = table_new(limits.idle_timeout, limits.active_timeout, limits.max_flows,
                                hash_seed);

    for (int i = 0; i < PACKETS; i++) {
        struct nc_sighting sighting = random_packet(&random, &clock, i);

        if (troubled)
            trouble(t, &sighting, &other);
        see(t, sighting);
    }
    while (expire(t, UINT64_MAX, 5))
        ;
    return t;
}

static bool
same_logs(const struct ended *a, size_t n_a, const struct ended *b, size_t n_b)
{
    for (size_t i = 0; i < n_a && i < n_b; i++)
        if (memcmp(&a[i], &b[i], sizeof a[i]) != 0) {
            fprintf(stderr, "record %zu: %u.%u ended by %u, expected %u.%u ended by %u\n", i,
                    a[i].port, a[i].part, a[i].end, b[i].port, b[i].part, b[i].end);
            return false;
        }
    return n_a == n_b;
}

static void
the_table_does_what_the_model_does(void)
{
    for (uint32_t seed = 1; seed <= ROUNDS; seed++) {
        struct table *t = table_run(seed, seed, false);

        model_run(seed);
        CU_ASSERT_TRUE(same_logs(t->log, t->n_log, model.log, model.n_log));
        CU_ASSERT_EQUAL(flows_counts(t->flows)->backwards, model.backwards);
        CU_ASSERT_EQUAL(flows_counts(t->flows)->flows, model.n_log);
        table_free(t);
    }
}

static void
every_packet_is_in_one_record(void)
{
    for (uint32_t seed = 1; seed <= ROUNDS; seed++) {
        struct table *t = table_run(seed, seed, false);
        uint32_t random = seed;
        uint64_t clock = 0, packets = 0, bytes = 0;

        random_limits(&random);
        for (int i = 0; i < PACKETS; i++) {
            struct nc_sighting sighting = random_packet(&random, &clock, i);

            packets += sighting.port[0] != 0;
            bytes += sighting.port[0] ? sighting.captured : 0;
        }
        for (size_t i = 0; i < t->n_log; i++) {
            packets -= t->log[i].packets;
            bytes -= t->log[i].bytes;
        }
        CU_ASSERT_EQUAL(packets, 0);
        CU_ASSERT_EQUAL(bytes, 0);
        table_free(t);
    }
}

static void
what_comes_out_does_not_depend_on_the_hash(void)
{
    for (uint32_t seed = 1; seed <= ROUNDS; seed++) {
        struct table *one = table_run(seed, 1, false);
        struct table *other = table_run(seed, UINT64_MAX, false);

        CU_ASSERT_TRUE(same_logs(one->log, one->n_log, other->log, other->n_log));
        table_free(one);
        table_free(other);
    }
}

/* Bytes of a region up to the last entry that ever was a flow. */
static size_t
used(struct flows *f)
{
    return (size_t)((uint8_t *)flow_entry(f, f->now.entries.highest + 1) - (uint8_t *)f);
}

/* What lies in entries that are free matters to nobody, nor does what waited. */
static void
clear_free(struct flows *f)
{
    memset(flow_turns(f), 0, (size_t)((uint8_t *)flow_entry(f, 0) - (uint8_t *)flow_turns(f)));
    for (uint32_t i = f->now.entries.free, next; i; i = next) {
        next = flow_links(f)[i].chain;
        memset(flow_entry(f, i), 0, f->stride);
        flow_links(f)[i] = (struct flow_link){ .chain = next };
    }
}

static void
packets_that_were_rolled_back_leave_no_trace(void)
{
    for (uint32_t seed = 1; seed <= ROUNDS; seed++) {
        struct table *one = table_run(seed, 1, false), *other = table_run(seed, 1, true);

        CU_ASSERT_TRUE(same_logs(one->log, one->n_log, other->log, other->n_log));
        clear_free(one->flows);
        clear_free(other->flows);
        CU_ASSERT_EQUAL(memcmp(one->flows, other->flows, used(one->flows)), 0);
        table_free(one);
        table_free(other);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_table_does_what_the_model_does),
        SENTENCE(every_packet_is_in_one_record),
        SENTENCE(what_comes_out_does_not_depend_on_the_hash),
        SENTENCE(packets_that_were_rolled_back_leave_no_trace),
        SENTENCES_END
    };

    return sentences("flows_model", own);
}
