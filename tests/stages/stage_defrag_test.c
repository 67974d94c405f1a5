/* SPDX-License-Identifier: Apache-2.0 */
/* Defragmentation over a batch, with a plugin in the datagrams that writes a record as long as its
 * datagram says. */
#include "core_helper.h"
#include "harness.h"
#include "long_records.h"
#include "stages/stages.h"
#include "stages/stages_setup.h"
#include "static_plugins.h"

#include <string.h>

enum { FRAGMENT = 8 }; /* bytes of each */

static struct plugins plugins;
static struct dissector dissector;
static struct shared *shared;
static struct batch *b;
static struct room *r;

static struct answer answer; /* of the last order */

static const struct nc_plugin writer = {
    .abi = NC_ABI,
    .size = sizeof writer,
    .name = "Writer",
    .about = "writes long records",
    .type = 10000,
    .record = &every__every__descriptor,
    .decode = decode_length,
    .on = NC_ON(NC_KEY(NC_IPPROTO, 1)),
};

static void
begin(void)
{
    b = fresh_batch(0);
    r = &b->rooms[STAGE_DEFRAG];
    answer = (struct answer){ .done = 0 };
}

/* A packet that is a fragment of datagram `id`. */
static void
add_fragment(uint32_t id, uint32_t offset, bool more, const uint8_t *bytes)
{
    uint32_t i = b->n_packets++;

    memcpy(b->data + FRAGMENT * i, bytes, FRAGMENT);
    b->sightings[i] = (struct nc_sighting){ .captured = FRAGMENT, .length = FRAGMENT };
    b->events[i] = (struct event){
        .kind = NC_EVENT_FRAGMENT, .levels = 1, .level = 1,
        .offset = FRAGMENT * i, .size = FRAGMENT,
        .between = { .network_kind = NC_ENDPOINT_IPV4 },
        .fragment = { .id = id, .offset = offset, .more = more, .next = 1 },
    };
}

/* In two fragments. */
static void
add_datagram(uint32_t record_length)
{
    static uint32_t id;
    const uint8_t bytes[FRAGMENT] = {
        (uint8_t)(record_length >> 24), (uint8_t)(record_length >> 16),
        (uint8_t)(record_length >> 8), (uint8_t)record_length,
    };

    add_fragment(++id, 0, true, bytes);
    add_fragment(id, FRAGMENT, false, bytes);
}

static void
with_sum(uint32_t packet, uint8_t sum)
{
    b->events[packet].between.network_sum = sum;
    b->events[packet].between.network_by = 5;
}

static void
run(void)
{
    struct order order = { .block = -1, .stage = STAGE_DEFRAG, .from = answer.done,
                           .upto = b->n_packets };

    answer = do_stage(shared, &plugins, &dissector, &order);
}

/* As the supervisor does with a full room that it has taken over. */
static void
go_on(void)
{
    b->n_late = b->joined_used = 0;
    room_clear(r);
    run();
}

static uint32_t
records(void)
{
    const struct chunk *c = (const struct chunk *)(void *)(r->out + r->chunks[0].first);

    return r->chunks[0].first ? c->n_records : 0;
}

static void
the_records_of_a_datagram_belong_to_the_fragment_that_completed_it(void)
{
    begin();
    add_datagram(10);
    run();
    CU_ASSERT_EQUAL(answer.done, 2);
    CU_ASSERT_EQUAL(records(), 1);
    CU_ASSERT(!b->events[0].levels && b->events[1].levels);
    CU_ASSERT_EQUAL_FATAL(b->n_late, 1);
    CU_ASSERT_EQUAL(b->late[0].packet, 1);
}

static void
a_fragment_whose_header_is_wrong_is_passed_over_and_noted(void)
{
    const uint8_t evil[FRAGMENT] = { 0, 0, 0, 200 };

    begin();
    add_fragment(1000, 0, true, evil);
    with_sum(0, NC_SUM_WRONG);
    add_fragment(1000, 0, true, (const uint8_t[FRAGMENT]){ 0, 0, 0, 10 });
    add_fragment(1000, FRAGMENT, false, evil);
    run();
    CU_ASSERT_EQUAL(records(), 1);
    CU_ASSERT(b->events[0].levels == 1 && b->events[0].kind == NC_EVENT_NONE);
    CU_ASSERT_EQUAL_FATAL(r->n_notes, 1);
    CU_ASSERT(r->notes[0].packet == 0 && r->notes[0].outcome == NOTE_REMARK &&
              r->notes[0].plugin == 4);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "wrong checksum of a fragment, passed over");
    CU_ASSERT_EQUAL(defrag_counts(shared->stages[STAGE_DEFRAG].state)->wrong, 1);
}

/* Two fragments without a checksum: whether they come to a datagram. */
static bool
joins_without(void)
{
    begin();
    add_datagram(10);
    with_sum(0, NC_SUM_ZERO);
    with_sum(1, NC_SUM_ZERO);
    run();
    CU_ASSERT_EQUAL(r->n_notes, 2);
    return records() == 1;
}

static void
a_fragment_without_a_checksum_is_believed_unless_none_is_to_be(void)
{
    CU_ASSERT_TRUE(joins_without());
    CU_ASSERT_EQUAL(defrag_counts(shared->stages[STAGE_DEFRAG].state)->believed, 2);
    dissector.options.checksums = CHECKSUMS_ON;
    CU_ASSERT_FALSE(joins_without());
    dissector.options.checksums = CHECKSUMS_AUTO;
}

static void
a_datagram_whose_records_never_fit_costs_itself_alone(void)
{
    begin();
    add_datagram(RECORD_MAX);
    add_datagram(10);
    run();
    CU_ASSERT_EQUAL(answer.done, 4);
    CU_ASSERT_EQUAL_FATAL(r->n_notes, 1);
    CU_ASSERT_EQUAL(r->notes[0].packet, 1);
    CU_ASSERT_STRING_EQUAL(r->notes[0].reason, "its records are too large");
    CU_ASSERT_EQUAL(records(), 1);
}

static void
a_datagram_that_does_not_fit_comes_again_as_it_was(void)
{
    struct event event;

    begin();
    add_datagram(10);
    add_datagram(RECORD_MAX);
    event = b->events[3];
    run();
    CU_ASSERT(answer.full);
    CU_ASSERT_EQUAL(answer.done, 3);
    CU_ASSERT_EQUAL(memcmp(&event, &b->events[3], sizeof event), 0);
    CU_ASSERT_EQUAL(b->n_late, 1);
    go_on();
    CU_ASSERT_EQUAL(answer.done, 4);
    CU_ASSERT_EQUAL(r->n_notes, 1);
}

/* A fragment under way before is lost; datagrams behind come together again. */
static void
a_stage_that_makes_no_sense_begins_anew(void)
{
    struct stage *stage = &shared->stages[STAGE_DEFRAG];

    begin();
    add_datagram(10);
    b->n_packets = 1;
    run();
    memset(stage->state, 0xFF, 4096);
    atomic_store(&stage->undo->used, UINT32_MAX);
    stage->undo->from = NULL;
    CU_ASSERT_FATAL(stages_anew(shared, STAGE_DEFRAG));
    begin();
    add_datagram(10);
    run();
    CU_ASSERT_EQUAL(answer.done, 2);
    CU_ASSERT_EQUAL(records(), 1);
    CU_ASSERT_EQUAL(b->n_late, 1);
    CU_ASSERT_PTR_EQUAL(stage->undo->from, stage->state);
}

static void
dissection_and_models_do_not_begin_anew(void)
{
    CU_ASSERT_FALSE(stages_anew(shared, STAGE_DISSECT));
    CU_ASSERT_FALSE(stages_anew(shared, STAGE_FLOWS));
}

int
main(void)
{
    static const struct nc_plugin *const list[] = { &writer, NULL };
    static const struct sentence own[] = {
        SENTENCE(the_records_of_a_datagram_belong_to_the_fragment_that_completed_it),
        SENTENCE(a_fragment_whose_header_is_wrong_is_passed_over_and_noted),
        SENTENCE(a_fragment_without_a_checksum_is_believed_unless_none_is_to_be),
        SENTENCE(a_datagram_whose_records_never_fit_costs_itself_alone),
        SENTENCE(a_datagram_that_does_not_fit_comes_again_as_it_was),
        SENTENCE(a_stage_that_makes_no_sense_begins_anew),
        SENTENCE(dissection_and_models_do_not_begin_anew),
        SENTENCES_END
    };
    static const struct stage_limits limits = {
        .dissect = { .context = true },
        .defrag = { .timeout = UINT64_C(1000000000), .memory = 1 << 20, .datagrams = 8 },
        .streams = { .connections = 1, .memory = 1 << 16, .side = 1 << 12 },
    };
    int status;

    shared = the_shared();
    static_plugins(&plugins, list);
    if (!stages_setup(shared, &limits) ||
        !dissector_create(&dissector, &plugins, &limits.dissect))
        return 99;
    status = sentences("stage_defrag", own);
    dissector_destroy(&dissector);
    static_plugins_free(&plugins);
    return status;
}
