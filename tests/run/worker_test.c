/* SPDX-License-Identifier: Apache-2.0 */
/* A worker over a batch, with one plugin that writes a record as long as the packet says. */
#include "harness.h"

#include "core_helper.h"
#include "dissect/dissect.h"
#include "long_records.h"
#include "static_plugins.h"
#include "output/file_formats.h"
#include "run/worker.h"

#include <string.h>

static struct plugins plugins;
static struct batch *b;
static struct room *r;
static struct answer answer; /* of the worker, to its last order */

static const struct nc_plugin writer = {
    .abi = NC_ABI,
    .size = sizeof writer,
    .name = "Writer",
    .about = "writes long records",
    .type = 10000,
    .record = &every__every__descriptor,
    .decode = decode_length,
    .on = NC_ON(NC_KEY(NC_LINKTYPE, 1)),
};

static void
begin(void)
{
    b = fresh_batch(0);
    r = &b->rooms[STAGE_DISSECT];
    fresh_tasks();
    answer = (struct answer){ .done = 0 };
}

static void
add_packet(uint32_t record_length)
{
    uint32_t i = b->n_packets++;
    uint8_t bytes[4] = { (uint8_t)(record_length >> 24), (uint8_t)(record_length >> 16),
                         (uint8_t)(record_length >> 8), (uint8_t)record_length };

    memcpy(b->data + 4 * i, bytes, 4);
    b->packets[i] = (struct packet){ .offset = 4 * i, .captured = 4, .length = 4, .linktype = 1 };
}

/* The worker leaves when there is nothing more to do. */
static void
obey(const struct order *order)
{
    struct shared *s = the_shared();
    uint32_t number = orders_give(s, 0, order);

    atomic_store(&s->stop, 1);
    worker_run(s, &plugins, 0, number - 1);
    CU_ASSERT_FATAL(orders_take(s, 0, number, 1, &answer));
}

/* It does the packets that are left. */
static void
run(void)
{
    obey(&(struct order){ .block = -1, .from = answer.done, .upto = b->n_packets });
}

static uint32_t
records(void)
{
    uint32_t n = 0;

    for (uint32_t at = r->chunks[0].first; at;) {
        const struct chunk *c = (const struct chunk *)(void *)(r->out + at);

        n += c->n_records;
        at = c->next;
    }
    return n;
}

static void
a_worker_does_all_packets_of_a_batch(void)
{
    begin();
    for (int i = 0; i < 100; i++)
        add_packet(10);
    run();
    CU_ASSERT_EQUAL(answer.done, 100);
    CU_ASSERT_EQUAL(records(), 100);
    CU_ASSERT_EQUAL(r->n_notes, 0);
}

static void
a_worker_begins_where_it_is_told(void)
{
    begin();
    for (int i = 0; i < 10; i++)
        add_packet(10);
    answer.done = 7;
    run();
    CU_ASSERT_EQUAL(records(), 3);
}

static void
an_unknown_packet_is_noted(void)
{
    begin();
    add_packet(10);
    b->packets[0].linktype = 147;
    run();
    CU_ASSERT_EQUAL(r->n_notes, 1);
    CU_ASSERT_EQUAL(r->notes[0].outcome, PACKET_UNKNOWN);
    CU_ASSERT_EQUAL(r->notes[0].value, 147);
}

static void
a_refused_packet_is_noted_with_its_reason(void)
{
    begin();
    add_packet(10);
    b->packets[0].captured = 3;
    run();
    CU_ASSERT_EQUAL(r->notes[0].outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(r->notes[0].plugin, 0);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "ends too early");
}

/* Else what is written would depend on where batches begin. */
static void
a_long_record_is_written_whatever_came_before(void)
{
    for (uint32_t before = 0; before < 40; before++) {
        begin();
        for (uint32_t i = 0; i < before; i++)
            add_packet(i * 97);
        add_packet(RECORD_MAX - 1000);
        run();
        CU_ASSERT_EQUAL(records(), before + 1);
    }
}

static void
a_record_longer_than_any_may_be_is_refused_whatever_came_before(void)
{
    for (uint32_t before = 0; before < 40; before++) {
        begin();
        for (uint32_t i = 0; i < before; i++)
            add_packet(i * 97);
        add_packet(RECORD_MAX);
        run();
        if (answer.full) { /* it goes on with an empty room */
            CU_ASSERT_EQUAL(answer.done, before);
            room_clear(r);
            run();
        }
        CU_ASSERT_EQUAL(answer.done, before + 1);
        CU_ASSERT_EQUAL(r->n_notes, 1);
        CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "its records are too large");
    }
}

static void
a_full_room_stops_before_the_packet_that_does_not_fit(void)
{
    begin();
    for (int i = 0; i < 20; i++)
        add_packet(900000);
    run();
    CU_ASSERT(answer.full);
    CU_ASSERT(records() > 3 && records() < 20);
    CU_ASSERT_EQUAL(answer.done, records());
    CU_ASSERT_EQUAL(r->n_notes, 0);
}

static void
a_block_is_compressed_within_its_bounds(void)
{
    const int block = (int)the_shared()->n_large + 3;

    begin();
    the_shared()->blocks[block].format = (uint32_t)file_format_index(&file_format_ncap);
    obey(&(struct order){ .block = block, .upto = RECORD_MAX });
    CU_ASSERT(answer.size > 0 && answer.size <= BLOCK_PACKED);
    CU_ASSERT_EQUAL(answer.done, RECORD_MAX);
}

int
main(void)
{
    static const struct nc_plugin *const list[] = { &writer, NULL };
    static const struct sentence own[] = {
        SENTENCE(a_worker_does_all_packets_of_a_batch),
        SENTENCE(a_worker_begins_where_it_is_told),
        SENTENCE(an_unknown_packet_is_noted),
        SENTENCE(a_refused_packet_is_noted_with_its_reason),
        SENTENCE(a_long_record_is_written_whatever_came_before),
        SENTENCE(a_record_longer_than_any_may_be_is_refused_whatever_came_before),
        SENTENCE(a_full_room_stops_before_the_packet_that_does_not_fit),
        SENTENCE(a_block_is_compressed_within_its_bounds),
        SENTENCES_END
    };
    int failed;

    static_plugins(&plugins, list);
    failed = sentences("worker", own);
    static_plugins_free(&plugins);
    return failed;
}
