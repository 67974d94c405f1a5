/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "defrag_helper.h"

#include <string.h>

/* ---- putting together ---- */

static void
pieces_in_order_make_the_datagram(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add(8, true, "IJKLMNOPQRSTUVWX"), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add(24, false, "YZ"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    CU_ASSERT_EQUAL(counts()->whole, 1);
}

static void
pieces_in_any_order_make_the_datagram(void)
{
    begin(OVERLAP_FIRST);
    add(24, false, "YZ");
    add(8, true, "IJKLMNOPQRSTUVWX");
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
}

static void
the_longest_datagram_is_put_together(void)
{
    static uint8_t bytes[DATAGRAM_MAX];

    begin(OVERLAP_FIRST);
    for (uint32_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31 >> 3);
    for (uint32_t at = 0; at < 65472; at += 48)
        CU_ASSERT_EQUAL(add_bytes(at, true, bytes + at, 48), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add_bytes(65520, false, bytes + 65520, 15), DEFRAG_HELD);
    CU_ASSERT_EQUAL(add_bytes(65472, true, bytes + 65472, 48), DEFRAG_WHOLE);
    CU_ASSERT(now->n_bytes == DATAGRAM_MAX && memcmp(now->bytes, bytes, DATAGRAM_MAX) == 0);
}

static void
a_fragment_that_is_all_there_is_waits_for_nothing(void)
{
    begin(OVERLAP_FIRST);
    CU_ASSERT_EQUAL(add(0, false, "alone"), DEFRAG_WHOLE);
    CU_ASSERT(came("alone"));
    CU_ASSERT_EQUAL(memory_taken(), 0);
}

static void
a_fragment_that_is_all_there_is_does_not_touch_a_datagram_of_its_key(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(add(0, false, "alone"), DEFRAG_WHOLE);
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHI"));
}

static void
what_follows_is_what_the_fragment_at_the_beginning_says(void)
{
    begin(OVERLAP_LAST);
    next.next = 6;
    add(0, true, "ABCDEFGH");
    next.next = 17;
    add(8, false, "I");
    CU_ASSERT_EQUAL(now->follows, 6);
}

static void
of_two_beginnings_that_counts_whose_bytes_count(void)
{
    for (int policy = OVERLAP_FIRST; policy <= OVERLAP_LAST; policy++) {
        begin((enum overlap)policy);
        next.next = 6;
        add(0, true, "ABCDEFGH");
        next.next = 17;
        add(0, true, "abcdefghijklmnop");
        add(16, false, "q");
        CU_ASSERT(came(policy == OVERLAP_FIRST ? "ABCDEFGHijklmnopq" : "abcdefghijklmnopq"));
        CU_ASSERT_EQUAL(now->follows, policy == OVERLAP_FIRST ? 6 : 17);
    }
}

/* ---- keys ---- */

static void
change_id(void)
{
    next.id++;
}

static void
change_protocol(void)
{
    next.protocol++;
}

static void
change_kind(void)
{
    between.network_kind = NC_ENDPOINT_IPV6;
}

static void
change_direction(void)
{
    uint8_t first[NC_NETWORK_ADDRESS];

    memcpy(first, between.network[0], sizeof first);
    memcpy(between.network[0], between.network[1], sizeof first);
    memcpy(between.network[1], first, sizeof first);
}

static void
change_last_byte(void)
{
    between.network[1][15] ^= 1;
}

static void
change_way(void)
{
    between.way++;
}

static void
change_depth(void)
{
    between.place.depth++;
}

static void
only_fragments_of_one_key_make_a_datagram(void)
{
    static void (*const change[])(void) = { change_id, change_protocol, change_kind,
                                                         change_direction, change_last_byte,
                                                         change_way, change_depth };

    for (size_t i = 0; i < sizeof change / sizeof change[0]; i++) {
        begin(OVERLAP_FIRST);
        add(0, true, "ABCDEFGH");
        change[i]();
        CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_HELD);
    }
}

/* Two tunnels carry the same addresses and identification at once. */
static void
equal_fragments_of_two_worlds_make_two_datagrams(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    between.way = 5;
    add(0, true, "abcdefgh");
    between.way = 0;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHI"));
    between.way = 5;
    CU_ASSERT_EQUAL(add(8, false, "i"), DEFRAG_WHOLE);
    CU_ASSERT(came("abcdefghi"));
    CU_ASSERT_EQUAL(counts()->overlaps, 0);
}

static void
what_comes_next_is_no_part_of_the_key(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    next.next++;
    CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
}

/* ---- release ---- */

static void
the_others_are_released_in_the_order_they_came(void)
{
    begin(OVERLAP_FIRST);
    for (uint32_t at = 8; at < 800; at += 8)
        add(at, at < 792, "ABCDEFGH");
    CU_ASSERT_EQUAL(now->n_released, 0);
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(now->n_released, 99);
    for (uint32_t i = 0; i < now->n_released; i++)
        CU_ASSERT_EQUAL(now->order[i], i + 1);
}

static void
the_release_says_whether_the_datagram_is_whole(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    add(8, false, "I");
    next.id++;
    add(0, true, "ABCDEFGH");
    expire(UINT64_MAX, 9);
    CU_ASSERT(now->released[1] == 1 && now->whole[1] == 1);
    CU_ASSERT(now->released[3] == 1 && now->whole[3] == 0);
}

static bool
the_one_that_came(const struct nc_sighting *released)
{
    return released->clock == 7 && released->length == 8 && released->network[1][15] == 9;
}

static bool seen_well;

static void
look(void *context, const struct nc_sighting *released, bool whole)
{
    seen_well = !whole && context == &seen_well && the_one_that_came(released);
}

static void
a_release_tells_the_whole_sighting(void)
{
    begin(OVERLAP_FIRST);
    sighting = (struct nc_sighting){ .clock = 7, .length = 8, .network = { [1] = { [15] = 9 } } };
    add(0, true, "ABCDEFGH");
    now->job.release = look;
    now->job.context = &seen_well;
    seen_well = false;
    expire(UINT64_MAX, 1);
    CU_ASSERT(seen_well);
}

static void
a_whole_datagram_leaves_no_memory_taken(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    CU_ASSERT(memory_taken() >= 8 + sizeof(struct nc_sighting));
    add(8, false, "I");
    CU_ASSERT_EQUAL(memory_taken(), 0);
}

/* ---- duplicates and overlaps ---- */

static void
a_duplicate_brings_nothing_new(void)
{
    for (int policy = OVERLAP_FIRST; policy <= OVERLAP_DISCARD; policy++) {
        begin((enum overlap)policy);
        add(0, true, "ABCDEFGH");
        CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_PASSED);
        CU_ASSERT_PTR_NULL(now->reason);
        CU_ASSERT_EQUAL(counts()->duplicates, 1);
        CU_ASSERT_EQUAL(add(8, false, "I"), DEFRAG_WHOLE);
    }
}

static void
a_duplicate_of_the_last_brings_nothing_new(void)
{
    begin(OVERLAP_DISCARD);
    add(8, false, "IJK");
    CU_ASSERT_EQUAL(add(8, false, "IJK"), DEFRAG_PASSED);
    CU_ASSERT_EQUAL(counts()->duplicates, 1);
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHIJK"));
}

static void
a_duplicate_after_the_datagram_begins_another(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    add(8, false, "I");
    CU_ASSERT_EQUAL(add(0, true, "ABCDEFGH"), DEFRAG_HELD);
    CU_ASSERT_EQUAL(expire(UINT64_MAX, 9), 1);
    CU_ASSERT_EQUAL(counts()->timed_out, 1);
}

static void
the_first_bytes_stay_by_FIRST(void)
{
    begin(OVERLAP_FIRST);
    add(8, true, "IJKLMNOP");
    CU_ASSERT_EQUAL(add(0, true, "abcdefghijklmnopqrstuvwx"), DEFRAG_HELD);
    add(24, false, "y");
    CU_ASSERT(came("abcdefghIJKLMNOPqrstuvwxy"));
    CU_ASSERT_EQUAL(counts()->overlaps, 1);
}

static void
the_last_bytes_win_by_LAST(void)
{
    begin(OVERLAP_LAST);
    add(0, true, "abcdefghijklmnopqrstuvwx");
    CU_ASSERT_EQUAL(add(8, true, "IJKLMNOP"), DEFRAG_HELD);
    add(24, false, "y");
    CU_ASSERT(came("abcdefghIJKLMNOPqrstuvwxy"));
}

static void
other_bytes_where_all_are_there_change_nothing_by_FIRST(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    CU_ASSERT_EQUAL(add(0, true, "abcdefgh"), DEFRAG_PASSED);
    CU_ASSERT(said("fragment differs from one before"));
    add(8, false, "I");
    CU_ASSERT(came("ABCDEFGHI"));
    CU_ASSERT(counts()->overlaps == 1 && counts()->duplicates == 0);
}

static void
a_fragment_that_says_only_the_length_is_no_duplicate(void)
{
    begin(OVERLAP_FIRST);
    add(0, true, "ABCDEFGH");
    add(8, true, "IJKLMNOP");
    CU_ASSERT_EQUAL(add(8, false, "IJKLMNOP"), DEFRAG_WHOLE);
    CU_ASSERT(came("ABCDEFGHIJKLMNOP"));
}

static void
a_short_last_piece_is_overlapped_like_others(void)
{
    begin(OVERLAP_LAST);
    add(16, false, "QRS");
    CU_ASSERT_EQUAL(add(8, false, "ijklmnopqrs"), DEFRAG_HELD);
    add(0, true, "ABCDEFGH");
    CU_ASSERT(came("ABCDEFGHijklmnopqrs"));
}

static void
an_overlap_spoils_the_datagram_by_DISCARD(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGHIJKLMNOP");
    CU_ASSERT_EQUAL(add(8, true, "IJKLMNOPQRSTUVWX"), DEFRAG_PASSED);
    CU_ASSERT(said("fragments overlap"));
    CU_ASSERT(counts()->spoiled == 1 && counts()->overlaps == 1);
    CU_ASSERT(now->released[1] == 1 && now->whole[1] == 0);
}

static void
other_bytes_in_the_same_place_spoil_it_by_DISCARD(void)
{
    begin(OVERLAP_DISCARD);
    add(0, true, "ABCDEFGH");
    add(0, true, "ABCDEFGh");
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

static void
a_fragment_may_ask_for_DISCARD_itself(void)
{
    begin(OVERLAP_LAST);
    next.no_overlap = true;
    add(0, true, "ABCDEFGHIJKLMNOP");
    add(8, true, "IJKLMNOPQRSTUVWX");
    CU_ASSERT_EQUAL(counts()->spoiled, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(pieces_in_order_make_the_datagram),
        SENTENCE(pieces_in_any_order_make_the_datagram),
        SENTENCE(the_longest_datagram_is_put_together),
        SENTENCE(a_fragment_that_is_all_there_is_waits_for_nothing),
        SENTENCE(a_fragment_that_is_all_there_is_does_not_touch_a_datagram_of_its_key),
        SENTENCE(what_follows_is_what_the_fragment_at_the_beginning_says),
        SENTENCE(of_two_beginnings_that_counts_whose_bytes_count),
        SENTENCE(only_fragments_of_one_key_make_a_datagram),
        SENTENCE(equal_fragments_of_two_worlds_make_two_datagrams),
        SENTENCE(what_comes_next_is_no_part_of_the_key),
        SENTENCE(the_others_are_released_in_the_order_they_came),
        SENTENCE(the_release_says_whether_the_datagram_is_whole),
        SENTENCE(a_release_tells_the_whole_sighting),
        SENTENCE(a_whole_datagram_leaves_no_memory_taken),
        SENTENCE(a_duplicate_brings_nothing_new),
        SENTENCE(a_duplicate_of_the_last_brings_nothing_new),
        SENTENCE(a_duplicate_after_the_datagram_begins_another),
        SENTENCE(the_first_bytes_stay_by_FIRST),
        SENTENCE(the_last_bytes_win_by_LAST),
        SENTENCE(other_bytes_where_all_are_there_change_nothing_by_FIRST),
        SENTENCE(a_fragment_that_says_only_the_length_is_no_duplicate),
        SENTENCE(a_short_last_piece_is_overlapped_like_others),
        SENTENCE(an_overlap_spoils_the_datagram_by_DISCARD),
        SENTENCE(other_bytes_in_the_same_place_spoil_it_by_DISCARD),
        SENTENCE(a_fragment_may_ask_for_DISCARD_itself),
        SENTENCES_END
    };

    return sentences("defrag", own);
}
