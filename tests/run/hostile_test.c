/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker gone mad may leave in the shared memory, and what output does with it. */
#include "harness.h"

#include "core_helper.h"
#include "output/output.h"
#include "random_message.h"

#include <string.h>

static struct random_source source;

static bool
no_workers(void *context)
{
    (void)context;
    return false;
}

static struct output *
open_output(void)
{
    struct output_options options = { .folder = out_folder_in("out"),
                                      .formats = { &file_format_ncap },
                                      .style.compression.kind = COMPRESSION_NONE,
                                      .origin.source = "test" };

    return output_create(&options, fresh_tasks(), abc_catalog(), abc_settings(), no_workers, NULL);
}

/* A batch with two records of type A in one chunk of its first room, to be spoilt. */
static struct batch *b;
static struct room *r;

static struct chunk *
sound_chunk(void)
{
    b = fresh_batch(1);
    r = &b->rooms[STAGE_DISSECT];
    CU_ASSERT(add_framed(r, 0, 'a', 100));
    CU_ASSERT(add_framed(r, 0, 'b', 50));
    return (struct chunk *)(void *)(r->out + r->chunks[0].first);
}

static struct chunk_entry *
entries(struct chunk *c)
{
    return (struct chunk_entry *)(void *)((uint8_t *)c + c->size) - c->n_records;
}

/* Of the two records so many are taken, the others are missed, and the output goes on. */
static void
is_cut_behind(uint32_t records)
{
    struct output *o = open_output();
    uint32_t from = 0;
    int of = -1;

    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT(output_misses(o, &from, &of));
    CU_ASSERT_EQUAL(from, 0);
    CU_ASSERT_EQUAL(of, 0);
    CU_ASSERT_EQUAL(output_records(o), records);
    fresh_batch(1);
    output_reopen(o, STAGE_DISSECT);
    CU_ASSERT(add_framed(r, 0, 'c', 10) && output_take(o, b, UINT32_MAX));
    CU_ASSERT_FALSE(output_misses(o, &from, &of));
    CU_ASSERT_EQUAL(output_records(o), records + 1);
    output_finish(o, false);
    output_destroy(o);
}

static void
a_sound_chunk_is_taken(void)
{
    struct output *o = open_output();

    sound_chunk();
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_EQUAL(output_records(o), 2);
    output_destroy(o);
}

static void
a_chunk_outside_the_room_is_cut(void)
{
    const uint32_t places[] = { ROOM_OUT, ROOM_OUT - 8, UINT32_MAX, UINT32_MAX - 7, 1u << 31 };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        sound_chunk();
        r->chunks[0].first = places[i];
        is_cut_behind(0);
    }
}

static void
a_chunk_at_an_odd_place_is_cut(void)
{
    sound_chunk();
    r->chunks[0].first += 4;
    is_cut_behind(0);
}

static void
a_chunk_with_an_impossible_size_is_cut(void)
{
    const uint32_t sizes[] = { 0, 8, CHUNK_SIZE + 4, ROOM_OUT, UINT32_MAX, UINT32_MAX - 7 };

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        sound_chunk()->size = sizes[i];
        is_cut_behind(0);
    }
}

static void
more_bytes_than_the_chunk_has_are_cut(void)
{
    const uint32_t used[] = { 151, 153, CHUNK_SIZE, UINT32_MAX, 1u << 31 };

    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++) {
        sound_chunk()->used = used[i];
        is_cut_behind(0);
    }
}

static void
more_records_than_the_chunk_has_are_cut(void)
{
    const uint32_t n[] = { 1, 3, CHUNK_SIZE / 8, 1u << 29, 1u << 31, UINT32_MAX };

    for (size_t i = 0; i < sizeof n / sizeof n[0]; i++) {
        sound_chunk()->n_records = n[i];
        is_cut_behind(0);
    }
}

static void
lengths_that_do_not_add_up_are_cut(void)
{
    entries(sound_chunk())[0].length = 52;
    is_cut_behind(0);
    entries(sound_chunk())[1].length = UINT32_MAX;
    is_cut_behind(0);
}

static void
chunks_in_a_ring_are_cut(void)
{
    struct output *o = open_output();
    uint32_t from;
    int of;

    sound_chunk()->next = r->chunks[0].first;
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT(output_misses(o, &from, &of));
    output_destroy(o);
}

static void
a_record_longer_than_any_may_be_is_cut(void)
{
    struct chunk *c = sound_chunk();

    *c = (struct chunk){ .size = 4 << 20, .used = (2 << 20) + 1, .n_records = 1 };
    entries(c)[0].length = c->used;
    is_cut_behind(0);
}

/* What a reader of the file would stumble over. */
static void
records_whose_own_lengths_are_wrong_are_cut(void)
{
    sound_chunk()->bytes[0] = 99;
    is_cut_behind(0);
    sound_chunk()->bytes[0] = 101;
    is_cut_behind(0);
    sound_chunk()->bytes[101] = 49;
    is_cut_behind(1);
    memset(sound_chunk()->bytes + 101, 0xff, 20);
    is_cut_behind(1);
}

/* Half of it taken over, then this written into the chunk, then the rest. */
static void
is_cut_later(size_t member, uint32_t value)
{
    struct output *o = open_output();
    struct chunk *c = sound_chunk();
    uint32_t from;
    int of;

    entries(c)[0].packet = 1;
    CU_ASSERT(output_take(o, b, 1));
    CU_ASSERT_EQUAL(output_records(o), 1);
    memcpy((uint8_t *)c + member, &value, sizeof value);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT(output_misses(o, &from, &of));
    CU_ASSERT_EQUAL(output_records(o), 1);
    CU_ASSERT(output_take(o, b, UINT32_MAX)); /* it does not come back to it */
    CU_ASSERT(output_misses(o, &from, &of));
    CU_ASSERT_EQUAL(output_records(o), 1);
    output_destroy(o);
}

static void
a_chunk_spoilt_after_half_of_it_was_taken_is_cut(void)
{
    is_cut_later(offsetof(struct chunk, n_records), 0);
    is_cut_later(offsetof(struct chunk, n_records), 1);
    is_cut_later(offsetof(struct chunk, used), 99);
    is_cut_later(offsetof(struct chunk, used), 0);
    is_cut_later(offsetof(struct chunk, size), 0);
}

/* Both records are taken: it is what would follow that is missed. */
static void
a_chunk_whose_successor_is_nowhere_is_cut_at_its_end(void)
{
    sound_chunk()->next = 4;
    is_cut_behind(2);
    sound_chunk()->next = ROOM_OUT;
    is_cut_behind(2);
}

static void
a_ring_of_empty_chunks_comes_to_an_end(void)
{
    struct chunk *c = sound_chunk();

    c->used = c->n_records = 0;
    c->next = r->chunks[0].first;
    is_cut_behind(0);
}

static void
records_in_no_order_come_once_each(void)
{
    const uint32_t packets[] = { 0, 5, UINT32_MAX - 1, BATCH_PACKETS };

    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        struct output *o = open_output();

        entries(sound_chunk())[1].packet = packets[i];
        CU_ASSERT(output_take(o, b, 1));
        CU_ASSERT(output_take(o, b, UINT32_MAX));
        CU_ASSERT_EQUAL(output_records(o), 2);
        output_destroy(o);
    }
}

static void
a_record_of_a_packet_that_cannot_be_is_cut(void)
{
    entries(sound_chunk())[1].packet = UINT32_MAX;
    is_cut_behind(0);
    entries(sound_chunk())[0].packet = UINT32_MAX;
    is_cut_behind(1);
}

/* Two rooms and two takes, with words of the chunks and of the rooms changed in between. */
static void
random_rooms_of_several_stages_harm_nobody(void)
{
    int missed = 0, of;
    uint32_t from;

    for (uint64_t round = 1; round <= 3000; round++) {
        struct output *o = open_output();
        uint32_t *words[2][3];

        sound_chunk();
        the_shared()->n_stages = 2;
        CU_ASSERT(add_framed(&b->rooms[1], 0, 'c', 70) && add_framed(&b->rooms[1], 0, 'd', 30));
        for (int i = 0; i < 2; i++) {
            struct room *room = &b->rooms[i];
            struct chunk *c = (struct chunk *)(void *)(room->out + room->chunks[0].first);

            words[i][0] = &c->next;
            words[i][1] = &entries(c)->packet;
            words[i][2] = &room->chunks[0].first;
        }
        random_source_reset(&source, round);
        output_take(o, b, (uint32_t)random_number(&source, 3));
        for (int i = 0; i < 3; i++) {
            uint64_t what = random_number(&source, 3);

            words[random_number(&source, 2)][what][random_number(&source, what == 2 ? 2 : 4)] =
                (uint32_t)(random_bits(&source) << random_number(&source, 4));
        }
        CU_ASSERT(output_take(o, b, UINT32_MAX));
        CU_ASSERT(output_records(o) <= 4);
        missed += output_misses(o, &from, &of);
        output_finish(o, false);
        output_destroy(o);
    }
    CU_ASSERT(missed > 500);
}

static void
random_room_harms_nobody(void)
{
    int missed = 0, of;
    uint32_t from;

    for (uint64_t round = 1; round <= 3000; round++) {
        struct output *o = open_output();
        struct chunk *c = sound_chunk();
        uint32_t *word = random_number(&source, 2) ? &c->next : &entries(c)->packet;

        random_source_reset(&source, round);
        for (int i = 0; i < 3; i++)
            word[random_number(&source, 4)] =
                (uint32_t)(random_bits(&source) << random_number(&source, 4));
        CU_ASSERT(output_take(o, b, UINT32_MAX));
        CU_ASSERT(output_records(o) <= 4);
        missed += output_misses(o, &from, &of);
        output_finish(o, false);
        output_destroy(o);
    }
    CU_ASSERT(missed > 500);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_sound_chunk_is_taken),
        SENTENCE(a_chunk_outside_the_room_is_cut),
        SENTENCE(a_chunk_at_an_odd_place_is_cut),
        SENTENCE(a_chunk_with_an_impossible_size_is_cut),
        SENTENCE(more_bytes_than_the_chunk_has_are_cut),
        SENTENCE(more_records_than_the_chunk_has_are_cut),
        SENTENCE(lengths_that_do_not_add_up_are_cut),
        SENTENCE(chunks_in_a_ring_are_cut),
        SENTENCE(a_record_longer_than_any_may_be_is_cut),
        SENTENCE(records_whose_own_lengths_are_wrong_are_cut),
        SENTENCE(a_chunk_whose_successor_is_nowhere_is_cut_at_its_end),
        SENTENCE(a_chunk_spoilt_after_half_of_it_was_taken_is_cut),
        SENTENCE(a_ring_of_empty_chunks_comes_to_an_end),
        SENTENCE(records_in_no_order_come_once_each),
        SENTENCE(a_record_of_a_packet_that_cannot_be_is_cut),
        SENTENCE(random_room_harms_nobody),
        SENTENCE(random_rooms_of_several_stages_harm_nobody),
        SENTENCES_END
    };
    int failed = sentences("hostile", own);

    remove_folder();
    return failed;
}
