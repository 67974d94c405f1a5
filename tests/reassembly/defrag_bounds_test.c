/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "defrag_helper.h"
#include "random_message.h"

#include <sys/mman.h>

enum { REGION = 16 << 20, DATAGRAMS = 20000 };

static struct random_source source;

/* ---- spoiled ---- */

static void
what_comes_of_a_spoiled_datagram_is_passed_in_silence(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGHIJKLMNOP");
    add(8, true, "ijklmnop");
    for (uint32_t at = 0; at < 32; at += 8) {
        CU_ASSERT_EQUAL(add(at, at < 24, "ABCDEFGH"), DEFRAG_PASSED);
        CU_ASSERT_PTR_NULL(now->reason);
    }
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

static void
a_spoiled_datagram_is_forgotten_in_its_time(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGH");
    add(0, true, "abcdefgh");
    sighting.clock += 30ull * SECOND;
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
    CU_ASSERT_EQUAL(counts()->timed_out, 0);
    CU_ASSERT_EQUAL(now->n_released, 2);
}

static void
a_fragment_beyond_the_last_spoils_the_datagram(void)
{
    begin(OVERLAP_FIRST);
    add(8, false, "IJK");
    CU_ASSERT_EQUAL(add(16, true, "QRSTUVWX"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment beyond the last one"));
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

static void
a_last_fragment_before_others_spoils_the_datagram(void)
{
    begin(OVERLAP_FIRST);
    add(16, true, "QRSTUVWX");
    add(8, false, "IJK");
    CU_ASSERT(said("last fragment before others"));
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

static void
two_lengths_spoil_the_datagram(void)
{
    begin(OVERLAP_FIRST);
    add(8, false, "IJK");
    add(8, false, "IJ");
    CU_ASSERT(said("two last fragments that differ"));
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

static void
a_datagram_in_too_many_pieces_is_spoiled(void)
{
    begin(OVERLAP_FIRST);
    for (uint32_t i = 1; i <= DATAGRAM_FRAGMENTS; i++)
        CU_ASSERT_EQUAL(add(8 * i, true, "ABCDEFGH"), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_PASSED);
    CU_ASSERT(said("datagram in too many fragments"));
    CU_ASSERT_EQUAL(now->n_released, DATAGRAM_FRAGMENTS);
}

/* ---- nonsense ---- */

static void
a_piece_in_the_middle_of_odd_size_is_refused(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFG"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment not a multiple of 8"));
}

static void
a_piece_at_an_odd_place_is_refused(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(4, false, "ABCD"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment not at a multiple of 8"));
}

static void
a_piece_of_nothing_is_refused(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(8, false, ""), DEFRAG_PASSED);
    CU_ASSERT(said("fragment without data"));
}

static void
a_piece_beyond_the_longest_datagram_is_refused(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(65528, false, "ABCDEFGH"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment beyond the longest datagram"));
    CU_ASSERT_EQUAL(add(0xfffffff8, false, "ABCDEFGH"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment beyond the longest datagram"));
    CU_ASSERT_EQUAL(add(65528, false, "ABCDEFG"), DEFRAG_HELD);
}

static void
what_is_refused_changes_no_datagram(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGH");
    add(0, true, "ABC");
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
}

/* ---- time ---- */

static void
a_datagram_waits_just_short_of_its_time(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(expire(sighting.clock + 30ull * SECOND - 1, 9), 0);
    CU_ASSERT_EQUAL(expire(sighting.clock + 30ull * SECOND, 9), 1);
    CU_ASSERT(counts()->timed_out == 1 && now->released[1] == 1);
}

static void
each_protocol_has_its_own_patience(void)
{
    static const struct { uint32_t said, seconds; } waits[] = {
        { 0, 30 }, { 1, 30 }, { 30, 30 }, { 31, 60 }, { 60, 60 }, { 61, 120 }, { 999, 120 }
    };

    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        uint64_t upto;

        begin_with(&(struct defrag_limits){ 0, DEFRAG_LEAST, 100, OVERLAP_FIRST, 0 });
        patience = waits[i].said;
        upto = sighting.clock + waits[i].seconds * (uint64_t)SECOND;
        add(0, true, "ABCDEFGH");
        CU_ASSERT_EQUAL(expire(upto - 1, 9), 0);
        CU_ASSERT_EQUAL(expire(upto, 9), 1);
    }
}

static void
who_waits_longer_keeps_nobody_else_waiting(void)
{
    begin_with(&(struct defrag_limits){ 0, DEFRAG_LEAST, 100, OVERLAP_FIRST, 0 });
    patience = 60;
    add(0, true, "ABCDEFGH");
    next.id = 2;
    patience = 30;
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(expire(sighting.clock + 30ull * SECOND, 9), 1);
    CU_ASSERT(now->released[2] == 1 && now->released[1] == 0);
    next.id = 1;
    sighting.clock += 59ull * SECOND;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
}

static void
a_limit_of_time_is_the_same_for_all(void)
{
    begin(OVERLAP_FIRST);
    patience = 120;
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(expire(sighting.clock + 30ull * SECOND, 9), 1);
}

static void
whoever_waits_longest_goes_first_whatever_its_patience(void)
{
    begin_with(&(struct defrag_limits){ 0, DEFRAG_LEAST, 3, OVERLAP_FIRST, 0 });
    for (next.id = 1; next.id <= 4; next.id++) {
        patience = next.id == 2 ? 30 : 30 * (1 + next.id % 3);
        add(0, true, "ABCDEFGH");
        sighting.clock += SECOND;
    }
    CU_ASSERT(counts()->evicted == 1 && now->released[1] == 1);
}

static void
time_counts_from_the_first_fragment(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    sighting.clock += 29ull * SECOND;
    add(8, true, "IJKLMNOP");
    CU_ASSERT_EQUAL(expire(sighting.clock + SECOND, 9), 1);
}

static void
a_fragment_after_its_time_begins_a_new_datagram(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    sighting.clock += 30ull * SECOND;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_HELD);
    CU_ASSERT(counts()->timed_out == 1 && now->released[1] == 1);
}

static void
a_clock_that_goes_back_expires_nothing(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(expire(0, 9), 0);
    sighting.clock = 0;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
}

static void
the_oldest_go_first_and_no_more_than_asked_for(void)
{
    begin(OVERLAP_FIRST);
    for (next.id = 10; next.id; next.id--)
        add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(expire(UINT64_MAX, 4), 4);
    for (uint32_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(now->order[i], i + 1);
    CU_ASSERT_EQUAL(expire(UINT64_MAX, 99), 6);
    CU_ASSERT_EQUAL(expire(UINT64_MAX, 99), 0);
}

/* ---- caps ---- */

static void
one_datagram_too_many_costs_the_oldest(void)
{
    begin(OVERLAP_FIRST);
    for (next.id = 0; next.id < 101; next.id++)
        add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(counts()->evicted, 1);
    CU_ASSERT(now->n_released == 1 && now->order[0] == 1);
    next.id = 1;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
}

static void
too_little_memory_costs_the_oldest(void)
{
    static uint8_t bytes[8192];

    begin_with(&(struct defrag_limits){ 30ull * SECOND, DEFRAG_LEAST, 1000000, OVERLAP_FIRST, 0 });
    for (next.id = 0; next.id < 1000; next.id++) {
        CU_ASSERT_EQUAL(add_bytes(0, true, bytes, sizeof bytes), DEFRAG_HELD);
        CU_ASSERT(memory_taken() <= DEFRAG_LEAST);
    }
    CU_ASSERT(counts()->evicted > 800 && now->n_released == counts()->evicted);
    for (uint32_t i = 0; i < now->n_released; i++)
        CU_ASSERT_EQUAL(now->order[i], i + 1);
}

static void
a_datagram_never_makes_room_for_its_own_fragments(void)
{
    static uint8_t bytes[1400];

    begin_with(&(struct defrag_limits){ 30ull * SECOND, 0, 1000000, OVERLAP_FIRST, 0 });
    add_bytes(1400, true, bytes, sizeof bytes);
    for (next.id = 2; memory_taken() < DEFRAG_LEAST - 4096; next.id++)
        add_bytes(1400, true, bytes, sizeof bytes);
    CU_ASSERT_EQUAL(counts()->evicted, 0);
    next.id = 1;
    for (uint32_t at = 2800; at < 63000; at += 1400)
        CU_ASSERT_EQUAL(add_bytes(at, at + 1400 < 63000, bytes, sizeof bytes), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add_bytes(0, true, bytes, sizeof bytes), DEFRAG_WHOLE);
    CU_ASSERT(counts()->evicted > 10 && now->n_bytes == 63000);
}

/* As many bytes of the region as were ever touched. */
static size_t
resident(void)
{
    static unsigned char pages[REGION / 4096];
    size_t n = 0;

    if (now->size > REGION || mincore(now->defrag, now->size, pages) != 0)
        return 0;
    for (size_t i = 0; i < (now->size + 4095) / 4096; i++)
        n += pages[i] & 1;
    return n * 4096;
}

static void
memory_that_is_not_needed_is_not_touched(void)
{
    begin_with(&(struct defrag_limits){ 30ull * SECOND, REGION - (1 << 20), 1000,
                                        OVERLAP_FIRST, 0 });
    for (next.id = 0; next.id < DATAGRAMS; next.id++) {
        add(0, true, "ABCDEFGH");
        add(8, false, "I");
    }
    CU_ASSERT(resident() > 0 && resident() <= 64 << 10);
}

static void
a_flood_that_is_never_complete_stays_in_bounds(void)
{
    begin_with(&(struct defrag_limits){ 30ull * SECOND, 2 << 20, 500, OVERLAP_FIRST, 0 });
    random_source_reset(&source, 7);
    for (int i = 0; i < 200000; i++) {
        uint8_t bytes[64] = { (uint8_t)i };

        next.id = (uint32_t)random_number(&source, 300);
        add_bytes(8 + 8 * (uint32_t)random_number(&source, 600), true, bytes, 8);
        if (memory_taken() > 2 << 20)
            break;
    }
    CU_ASSERT(sighting.captured == 200000 && now->size < (2 << 20) + (64 << 10));
    CU_ASSERT(counts()->evicted > 1000 && counts()->whole == 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_comes_of_a_spoiled_datagram_is_passed_in_silence),
        SENTENCE(a_spoiled_datagram_is_forgotten_in_its_time),
        SENTENCE(a_fragment_beyond_the_last_spoils_the_datagram),
        SENTENCE(a_last_fragment_before_others_spoils_the_datagram),
        SENTENCE(two_lengths_spoil_the_datagram),
        SENTENCE(a_datagram_in_too_many_pieces_is_spoiled),
        SENTENCE(a_piece_in_the_middle_of_odd_size_is_refused),
        SENTENCE(a_piece_at_an_odd_place_is_refused),
        SENTENCE(a_piece_of_nothing_is_refused),
        SENTENCE(a_piece_beyond_the_longest_datagram_is_refused),
        SENTENCE(what_is_refused_changes_no_datagram),
        SENTENCE(a_datagram_waits_just_short_of_its_time),
        SENTENCE(each_protocol_has_its_own_patience),
        SENTENCE(who_waits_longer_keeps_nobody_else_waiting),
        SENTENCE(a_limit_of_time_is_the_same_for_all),
        SENTENCE(whoever_waits_longest_goes_first_whatever_its_patience),
        SENTENCE(time_counts_from_the_first_fragment),
        SENTENCE(a_fragment_after_its_time_begins_a_new_datagram),
        SENTENCE(a_clock_that_goes_back_expires_nothing),
        SENTENCE(the_oldest_go_first_and_no_more_than_asked_for),
        SENTENCE(one_datagram_too_many_costs_the_oldest),
        SENTENCE(too_little_memory_costs_the_oldest),
        SENTENCE(a_datagram_never_makes_room_for_its_own_fragments),
        SENTENCE(memory_that_is_not_needed_is_not_touched),
        SENTENCE(a_flood_that_is_never_complete_stays_in_bounds),
        SENTENCES_END
    };

    return sentences("defrag_bounds", own);
}
