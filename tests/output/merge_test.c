/* SPDX-License-Identifier: Apache-2.0 */
/* Records of several stages, as they lie in the file at last. */
#include "output_helper.h"

#include "random_message.h"

enum { PACKETS = 20 };

static struct random_source source;

/* One record of type A for a packet, from a stage. */
static void
put(struct batch *b, uint32_t stage, uint32_t packet, uint8_t byte, size_t n)
{
    struct room *r = &b->rooms[stage];

    room_begin(r, packet);
    CU_ASSERT_FATAL(add_framed(r, 0, byte, n));
    room_commit(r, packet);
}

/* A batch that goes through three stages, and a file for it. */
static struct output *
with_stages(const char *name)
{
    struct output *o = open_output(name, true);

    the_shared()->n_stages = 3;
    fresh_batch(PACKETS);
    return o;
}

/* What type A's file holds at last: records of one byte each. */
static const char *
bytes_of(struct output *o, const char *name)
{
    CU_ASSERT(close_output(o, true));
    inflated[content(name)] = '\0';
    return (const char *)inflated;
}

static void
records_of_all_stages_stand_in_the_order_of_packets(void)
{
    struct output *o = with_stages("merged");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    put(b, 0, 4, 'e', 1);
    put(b, 1, 1, 'b', 1);
    put(b, 1, 5, 'f', 1);
    put(b, 2, 2, 'c', 1);
    put(b, 2, 3, 'd', 1);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "merged/A.ncap.gz"), "abcdef");
}

static void
of_one_packet_the_earlier_stage_comes_first(void)
{
    struct output *o = with_stages("stages");
    struct batch *b = &the_shared()->batches[0];

    for (uint32_t stage = 3; stage-- > 0;) {
        put(b, stage, 7, (uint8_t)('a' + 2 * stage), 1);
        put(b, stage, 7, (uint8_t)('b' + 2 * stage), 1);
    }
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "stages/A.ncap.gz"), "abcdef");
}

static void
records_of_packets_that_are_not_through_wait(void)
{
    struct output *o = with_stages("waits");
    struct batch *b = &the_shared()->batches[0];

    for (uint32_t i = 0; i < 6; i++)
        put(b, 0, i, (uint8_t)('a' + i), 1);
    CU_ASSERT(output_take(o, b, 2));
    CU_ASSERT_EQUAL(output_records(o), 2);
    put(b, 1, 3, 'D', 1); /* a later stage comes to the third only now */
    CU_ASSERT(output_take(o, b, 4));
    CU_ASSERT_EQUAL(output_records(o), 5);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "waits/A.ncap.gz"), "abcdDef");
}

static void
nothing_is_taken_twice(void)
{
    struct output *o = with_stages("once");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    for (int i = 0; i < 3; i++)
        CU_ASSERT(output_take(o, b, UINT32_MAX));
    put(b, 0, 1, 'b', 1);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "once/A.ncap.gz"), "ab");
}

static void
a_room_that_begins_anew_is_read_from_its_beginning(void)
{
    struct output *o = with_stages("anew");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    put(b, 1, 0, 'b', 1);
    CU_ASSERT(output_take(o, b, 1));
    room_clear(&b->rooms[0]);
    output_reopen(o, 0);
    put(b, 0, 1, 'c', 1);
    put(b, 1, 1, 'd', 1); /* its room goes on */
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "anew/A.ncap.gz"), "abcd");
}

/* The records of a packet and stage are the same in each round; long ones are split over chunks. */
static size_t
length_of(uint32_t packet, uint32_t stage)
{
    random_source_reset(&source, 1 + packet * 3 + stage);
    return random_number(&source, 3) ? 1 + random_number(&source, 40000) : 0;
}

/* Each stage may be ahead of what is taken over, and begin anew once all it did is. */
static void
take_in_steps(struct output *o, uint64_t seed)
{
    static struct random_source steps;
    struct batch *b = &the_shared()->batches[0];
    uint32_t ahead[3] = { 0 }, upto = 0;

    random_source_reset(&steps, seed);
    while (upto < PACKETS) {
        upto += 1 + (uint32_t)random_number(&steps, PACKETS);
        upto = upto < PACKETS ? upto : PACKETS;
        for (uint32_t stage = 0; stage < 3; stage++) {
            uint32_t to = upto + (uint32_t)random_number(&steps, 3);

            for (; ahead[stage] < to && ahead[stage] < PACKETS; ahead[stage]++)
                if (length_of(ahead[stage], stage))
                    put(b, stage, ahead[stage], (uint8_t)(ahead[stage] * 3 + stage),
                        length_of(ahead[stage], stage));
        }
        CU_ASSERT_FATAL(output_take(o, b, upto < PACKETS ? upto : UINT32_MAX) && output_collect(o));
        for (uint32_t stage = 0; stage < 3; stage++)
            if (ahead[stage] == upto && random_number(&steps, 2)) {
                room_clear(&b->rooms[stage]);
                output_reopen(o, stage);
            }
    }
}

static void
files_do_not_depend_on_where_rooms_were_full(void)
{
    struct output *o = with_stages("steps0");

    take_in_steps(o, 1);
    CU_ASSERT(close_output(o, true));
    for (uint64_t seed = 2; seed < 30; seed++) {
        o = with_stages("steps1");
        take_in_steps(o, seed);
        CU_ASSERT(close_output(o, true));
        files_are_the_same("steps0/A.ncap.gz", "steps1/A.ncap.gz");
    }
}

static void
files_hold_what_every_stage_wrote(void)
{
    struct output *o = with_stages("sum");
    size_t at = 0, n;

    take_in_steps(o, 77);
    CU_ASSERT(close_output(o, true));
    n = content("sum/A.ncap.gz");
    for (uint32_t i = 0; i < 3 * PACKETS; i++)
        for (size_t length = length_of(i / 3, i % 3); length && at < n; length--)
            CU_ASSERT_FATAL(inflated[at++] == (uint8_t)i);
    CU_ASSERT_EQUAL(at, n);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(records_of_all_stages_stand_in_the_order_of_packets),
        SENTENCE(of_one_packet_the_earlier_stage_comes_first),
        SENTENCE(records_of_packets_that_are_not_through_wait),
        SENTENCE(nothing_is_taken_twice),
        SENTENCE(a_room_that_begins_anew_is_read_from_its_beginning),
        SENTENCE(files_do_not_depend_on_where_rooms_were_full),
        SENTENCE(files_hold_what_every_stage_wrote),
        SENTENCES_END
    };
    int failed = sentences("merge", own);

    remove_folder();
    return failed;
}
