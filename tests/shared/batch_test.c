/* SPDX-License-Identifier: Apache-2.0 */
#include "core_helper.h"
#include "harness.h"

#include <string.h>

static const uint8_t *
bytes_of(bool joined, uint32_t offset, uint32_t size)
{
    struct event e = { .joined = joined, .offset = offset, .size = size };

    return batch_event_bytes(fresh_batch(1), &e);
}

static void
the_bytes_of_an_event_are_the_packets_or_joined_ones(void)
{
    CU_ASSERT_PTR_EQUAL(bytes_of(false, 7, 3), fresh_batch(1)->data + 7);
    CU_ASSERT_PTR_EQUAL(bytes_of(true, 7, 3), fresh_batch(1)->joined + 7);
}

/* A worker can write anything there. */
static void
an_event_reaches_no_further_than_its_batch(void)
{
    CU_ASSERT_PTR_NOT_NULL(bytes_of(false, 0, BATCH_DATA));
    CU_ASSERT_PTR_NULL(bytes_of(false, 1, BATCH_DATA));
    CU_ASSERT_PTR_NULL(bytes_of(false, BATCH_DATA + 1, 0));
    CU_ASSERT_PTR_NULL(bytes_of(false, UINT32_MAX, 2));
    CU_ASSERT_PTR_NOT_NULL(bytes_of(true, 1, JOINED_MAX - 1));
    CU_ASSERT_PTR_NULL(bytes_of(true, 2, JOINED_MAX - 1));
    CU_ASSERT_PTR_NULL(bytes_of(true, 2, UINT32_MAX));
}

static void
a_packet_without_an_event_is_seen_and_no_more(void)
{
    struct batch *b = fresh_batch(1);
    struct nc_packet pkt;

    memset(&pkt, 0, sizeof pkt);
    pkt.n_levels = 1;
    pkt.sighting.clock = 5;
    b->events[0] = (struct event){ .kind = NC_EVENT_SEGMENT, .levels = 0 };
    batch_take_event(b, 0, &pkt, false);
    CU_ASSERT_EQUAL(b->sightings[0].clock, 5);
    CU_ASSERT(b->events[0].kind == NC_EVENT_NONE && b->events[0].levels == 1);
}

static void
an_event_is_where_its_bytes_are(void)
{
    struct batch *b = fresh_batch(1);
    struct nc_packet pkt;

    memset(&pkt, 0, sizeof pkt);
    pkt.event = NC_EVENT_FRAGMENT;
    pkt.fragment.id = 9;
    pkt.bytes = b->joined + 100;
    pkt.n_bytes = 8;
    batch_take_event(b, 0, &pkt, true);
    CU_ASSERT_PTR_EQUAL(batch_event_bytes(b, &b->events[0]), pkt.bytes);
    CU_ASSERT(b->events[0].size == 8 && b->events[0].fragment.id == 9);
}

/* Of a packet one name is kept, and it is no other level's. */
static void
a_name_is_of_the_level_that_said_it_last(void)
{
    struct batch *b = fresh_batch(1);
    struct nc_packet pkt;

    memset(&pkt, 0, sizeof pkt);
    pkt.n_levels = 3;
    pkt.sighting.name = "outer.example";
    pkt.inner[0].name = "inner.example";
    batch_take_event(b, 0, &pkt, false);
    CU_ASSERT_PTR_NULL(batch_level(b, 0, 0)->name);
    CU_ASSERT_STRING_EQUAL(batch_level(b, 0, 1)->name, "inner.example");
    batch_take_name(b, 0, batch_level(b, 0, 2), NULL);
    CU_ASSERT_STRING_EQUAL(batch_level(b, 0, 1)->name, "inner.example");
    batch_take_name(b, 0, batch_level(b, 0, 2), "stream.example");
    CU_ASSERT_PTR_NULL(batch_level(b, 0, 1)->name);
    CU_ASSERT_STRING_EQUAL(batch_level(b, 0, 2)->name, "stream.example");
}

static void
a_name_that_is_too_long_ends_with_a_whole_character(void)
{
    struct batch *b = fresh_batch(1);
    char name[NC_NAME_MAX + 8];

    memset(name, 'a', sizeof name);
    strcpy(name + NC_NAME_MAX - 2, "\xc3\xa9");
    batch_take_name(b, 0, batch_level(b, 0, 0), name);
    CU_ASSERT_EQUAL(strlen(batch_level(b, 0, 0)->name), NC_NAME_MAX - 2);
    strcpy(name + NC_NAME_MAX - 3, "\xc3\xa9z");
    batch_take_name(b, 0, batch_level(b, 0, 0), name);
    CU_ASSERT_EQUAL(strlen(batch_level(b, 0, 0)->name), NC_NAME_MAX - 1);
}

static void
no_stage_sees_a_packet_that_is_hidden(void)
{
    struct batch *b = fresh_batch(1);

    b->events[0].kind = NC_EVENT_SEGMENT;
    batch_hide(b, 0);
    CU_ASSERT(!b->events[0].levels && b->events[0].kind == NC_EVENT_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_bytes_of_an_event_are_the_packets_or_joined_ones),
        SENTENCE(an_event_reaches_no_further_than_its_batch),
        SENTENCE(a_packet_without_an_event_is_seen_and_no_more),
        SENTENCE(an_event_is_where_its_bytes_are),
        SENTENCE(a_name_is_of_the_level_that_said_it_last),
        SENTENCE(a_name_that_is_too_long_ends_with_a_whole_character),
        SENTENCE(no_stage_sees_a_packet_that_is_hidden),
        SENTENCES_END
    };

    return sentences("batch", own);
}
