/* SPDX-License-Identifier: Apache-2.0 */
#include "streams_helper.h"

#include <string.h>

#define TOLD(side, text) CU_ASSERT_STRING_EQUAL(told(side), text)

enum { SECOND = 1000000000 };

/* A connection that a plugin reads. */
static void
talk(void)
{
    fresh_streams();
    with_reader();
    hello();
}

static void
bytes_are_told_in_order_and_once(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 3, "def");
    say(NC_SERVER, 0, "xyz");
    say(NC_CLIENT, 6, "ghi");
    TOLD(NC_CLIENT, "abcdefghi");
    TOLD(NC_SERVER, "xyz");
    CU_ASSERT_EQUAL(told_times(), 4);
}

static void
segments_out_of_order_wait_for_what_precedes_them(void)
{
    talk();
    say(NC_CLIENT, 6, "ghi");
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "");
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "abcdefghi");
    CU_ASSERT_EQUAL(counts()->out_of_order, 2);
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

static void
retransmissions_are_told_once(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    say(NC_CLIENT, 6, "ghi");
    say(NC_CLIENT, 0, "abcdef");
    TOLD(NC_CLIENT, "abcdefghi");
    CU_ASSERT_EQUAL(counts()->duplicates, 2);
    CU_ASSERT_EQUAL(counts()->overlaps, 1);
}

static void
where_segments_overlap_the_first_counts(void)
{
    talk();
    say(NC_CLIENT, 4, "EFG");
    say(NC_CLIENT, 1, "bcdefghi");
    say(NC_CLIENT, 0, "a");
    TOLD(NC_CLIENT, "abcdEFGhi");
}

static void
where_segments_overlap_the_last_counts_when_so_set(void)
{
    fresh_streams();
    limits.overlap = OVERLAP_LAST;
    again_with_limits();
    with_reader();
    hello();
    say(NC_CLIENT, 4, "EFG");
    say(NC_CLIENT, 1, "bcdefghi");
    say(NC_CLIENT, 0, "a");
    say(NC_CLIENT, 0, "AAA");
    TOLD(NC_CLIENT, "abcdefghi");
}

static void
sequence_numbers_wrap(void)
{
    char text[4001];

    talk(); /* the client's begin 16 before they wrap */
    memset(text, 'a', 4000);
    text[4000] = '\0';
    say(NC_CLIENT, 4000, "end");
    say(NC_CLIENT, 0, text);
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 4003);
}

static void
keep_alives_and_window_probes_are_no_data(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    segment(NC_CLIENT, 2, NC_ACK, "", 0);
    segment(NC_CLIENT, 2, NC_ACK, "?", 1);
    segment(NC_CLIENT, 3, NC_ACK, "d", 1); /* a probe of a closed window is data, and comes again */
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->duplicates, 0);
}

static void
a_gap_is_skipped_when_it_was_acknowledged_and_waited_for(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    acknowledge(NC_SERVER, 9);
    TOLD(NC_CLIENT, "abc");
    later(SECOND);
    acknowledge(NC_SERVER, 9);
    TOLD(NC_CLIENT, "abc[3]ghi");
    CU_ASSERT(counts()->gaps == 1 && counts()->gap_bytes == 3);
}

static void
what_waited_behind_a_gap_is_told_before_what_came_later(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 6);
    later(SECOND);
    say(NC_CLIENT, 6, "ghi");
    TOLD(NC_CLIENT, "[3]defghi");
    CU_ASSERT_EQUAL(told_times(), 2);
}

static void
a_gap_that_nobody_acknowledged_is_waited_for(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    acknowledge(NC_SERVER, 3);
    later(30 * (uint64_t)SECOND);
    say(NC_SERVER, 0, "x");
    TOLD(NC_CLIENT, "abc");
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdefghi");
}

static void
each_gap_waits_for_itself(void)
{
    talk();
    say(NC_CLIENT, 3, "d");
    later(SECOND / 2);
    say(NC_CLIENT, 6, "g");
    later(SECOND / 2);
    acknowledge(NC_SERVER, 7);
    TOLD(NC_CLIENT, "[3]d");
    later(SECOND / 2);
    acknowledge(NC_SERVER, 7);
    TOLD(NC_CLIENT, "[3]d[2]g");
}

static void
a_gap_is_skipped_when_a_side_keeps_as_much_as_it_may(void)
{
    char text[1001];

    talk();
    memset(text, 'x', 1000);
    text[1000] = '\0';
    for (int i = 0; i < 80; i++)
        say(NC_CLIENT, 3 + 1000 * i, text);
    CU_ASSERT(strncmp(told(NC_CLIENT), "[3]xxx", 6) == 0);
    CU_ASSERT(counts()->gaps == 1 && counts()->gap_bytes == 3 && counts()->no_memory == 0);
}

static void
a_gap_is_skipped_at_the_end(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    say(NC_CLIENT, 9, "jkl");
    finish();
    TOLD(NC_CLIENT, "[3]def[3]jkl");
    CU_ASSERT(counts()->gaps == 2 && counts()->gap_bytes == 6);
}

static void
what_is_lost_before_the_end_is_counted(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    goodbye(NC_CLIENT, 10);
    finish();
    CU_ASSERT(counts()->gaps == 1 && counts()->gap_bytes == 7);
}

static void
a_connection_ends_when_both_sides_have(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "one\n");
    goodbye(NC_CLIENT, 4);
    CU_ASSERT_EQUAL(ended_times(), 0);
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "two\n", 4);
    TOLD(NC_SERVER, "two|");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
an_end_that_overtakes_data_waits_for_it(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_SERVER, 0, "hi\n");
    goodbye(NC_SERVER, 3);
    goodbye(NC_CLIENT, 4);
    CU_ASSERT_EQUAL(ended_times(), 0);
    say(NC_CLIENT, 0, "one\n");
    TOLD(NC_CLIENT, "one|");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
nothing_comes_behind_the_end_of_a_side(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    say(NC_CLIENT, 0, "abcdef");
    say(NC_CLIENT, 4, "efg");
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT_TRUE(telling(0)->ended);
}

static void
late_segments_of_a_closed_connection_begin_no_other(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "xyz", 3);
    say(NC_CLIENT, 0, "abc");
    say(NC_SERVER, 0, "xyz");
    finish();
    CU_ASSERT_EQUAL(counts()->connections, 1);
    TOLD(NC_CLIENT, "abc");
}

static void
resets_end_a_connection_and_their_bytes_do_not_count(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "one\n");
    segment(NC_CLIENT, 4, NC_RST, "why\n", 4);
    segment(NC_SERVER, 0, NC_RST, "why\n", 4);
    TOLD(NC_CLIENT, "one|");
    TOLD(NC_SERVER, "");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
what_was_under_way_when_the_other_side_reset_is_read(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "hi\n");
    segment(NC_CLIENT, 3, NC_RST, "", 0);
    say(NC_SERVER, 4, "two\n");
    say(NC_SERVER, 0, "one\n");
    goodbye(NC_SERVER, 8);
    TOLD(NC_SERVER, "one|two|");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
a_reset_ends_a_connection_after_a_while(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_SERVER, 4, "two\n");
    segment(NC_CLIENT, 0, NC_RST, "", 0);
    later(2 * (uint64_t)SECOND - 1001);
    CU_ASSERT_EQUAL(expire(), 0);
    later(1001);
    CU_ASSERT_EQUAL(expire(), 1);
    TOLD(NC_SERVER, "[4]two|");
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
a_reset_far_from_the_window_is_ignored(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    segment(NC_CLIENT, -100, NC_RST, "", 0);
    segment(NC_CLIENT, 1 << 24, NC_RST, "", 0);
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->outside, 2);
}

static void
a_refused_opening_ends(void)
{
    fresh_streams();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    initial[NC_SERVER] = 0xffffffff;
    acknowledge(NC_SERVER, 0);
    segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
    initial[NC_CLIENT] = 77;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    CU_ASSERT_EQUAL(counts()->connections, 2);
}

static void
a_connection_in_full_swing_is_read_from_its_first_segment(void)
{
    fresh_streams();
    with_reader();
    say(NC_SERVER, 1000, "abc");
    say(NC_SERVER, 1003, "def");
    say(NC_SERVER, 990, "old");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT); /* who speaks first, for lack of better */
    CU_ASSERT(telling(1)->offset == 3 && !telling(0)->opened);
    TOLD(NC_CLIENT, "abcdef");
}

static void
a_connection_in_full_swing_does_not_begin_with_a_keep_alive(void)
{
    fresh_streams();
    with_picky();
    segment(NC_CLIENT, 99, NC_ACK, "?", 1);
    acknowledge(NC_SERVER, 100);
    say(NC_CLIENT, 100, "PICK");
    TOLD(NC_CLIENT, "PICK");
}

static void
an_answer_alone_tells_who_is_the_client(void)
{
    fresh_streams();
    with_reader();
    acknowledge(NC_SERVER, 0);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    say(NC_CLIENT, 3, "def");
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_TRUE(telling(0)->opened);
}

static void
an_opening_overtaken_by_data_is_the_same_connection(void)
{
    fresh_streams();
    with_picky();
    say(NC_CLIENT, 0, "PIC");
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 3, "K");
    TOLD(NC_CLIENT, "PICK");
    CU_ASSERT(counts()->connections == 1 && telling(0)->opened);
}

static void
data_on_the_opening_is_the_first_data(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
    segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
    acknowledge(NC_SERVER, 3);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdef");
}

static void
both_sides_may_open(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    segment(NC_SERVER, -1, NC_SYN, "", 0);
    hello();
    say(NC_SERVER, 0, "x");
    say(NC_CLIENT, 0, "a");
    TOLD(NC_CLIENT, "a");
    TOLD(NC_SERVER, "x");
    CU_ASSERT_EQUAL(counts()->connections, 1);
}

static void
an_opening_tried_again_with_another_number_is_another(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    initial[NC_CLIENT] = 123456;
    hello();
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT_EQUAL(telling(0)->gap, 0);
}

static void
endpoints_are_used_again_after_an_end(void)
{
    fresh_streams();
    with_lines();
    hello();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "one\n", 4);
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "two\n", 4);
    initial[NC_CLIENT] = 5;
    initial[NC_SERVER] = 7;
    hello();
    say(NC_CLIENT, 0, "three\n");
    TOLD(NC_CLIENT, "one|three|");
    CU_ASSERT_EQUAL(counts()->connections, 2);
    CU_ASSERT_EQUAL(telling(3)->offset, 0);
}

static void
endpoints_are_used_again_without_an_end(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "one\n");
    initial[NC_CLIENT] = 0x40000000;
    hello();
    CU_ASSERT_EQUAL(ended_times(), 1);
    CU_ASSERT_EQUAL(counts()->connections, 2);
}

static void
an_opening_within_the_window_changes_nothing(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    segment(NC_CLIENT, 100, NC_SYN, "", 0);
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->connections, 1);
}

static void
numbers_far_away_are_ignored(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, (int64_t)1 << 31, "far");
    say(NC_CLIENT, 3, "def");
    finish();
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->outside, 1);
}

static void
a_silent_connection_ends_after_its_time(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    later(limits.idle_timeout - 10000);
    CU_ASSERT_EQUAL(expire(), 0);
    later(10000);
    CU_ASSERT_EQUAL(expire(), 1);
    TOLD(NC_CLIENT, "[3]def");
}

static void
a_segment_after_that_time_begins_another(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    later(limits.idle_timeout);
    say(NC_CLIENT, 100, "def");
    CU_ASSERT(counts()->connections == 2 && telling(1)->offset == 0 && telling(1)->gap == 0);
}

static void
times_are_those_of_the_first_byte(void)
{
    fresh_streams();
    with_lines();
    hello();
    uint64_t begin = now;
    for (int i = 0; i < 100; i++)
        say(NC_CLIENT, i, i % 10 == 9 ? "\n" : "x");
    CU_ASSERT_EQUAL(told_times(), 10);
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(telling(i)->time.nanoseconds, (begin + 10000 * i) % SECOND);
}

static void
both_sides_have_their_addresses(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    say(NC_SERVER, 0, "xyz");
    CU_ASSERT_STRING_EQUAL(telling(0)->from, "10.0.0.1");
    CU_ASSERT_EQUAL(telling(0)->port, 40000);
    CU_ASSERT_STRING_EQUAL(telling(1)->from, "10.0.0.2");
    CU_ASSERT_EQUAL(telling(1)->port, 7000);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(bytes_are_told_in_order_and_once),
        SENTENCE(segments_out_of_order_wait_for_what_precedes_them),
        SENTENCE(retransmissions_are_told_once),
        SENTENCE(where_segments_overlap_the_first_counts),
        SENTENCE(where_segments_overlap_the_last_counts_when_so_set),
        SENTENCE(sequence_numbers_wrap),
        SENTENCE(keep_alives_and_window_probes_are_no_data),
        SENTENCE(a_gap_is_skipped_when_it_was_acknowledged_and_waited_for),
        SENTENCE(what_waited_behind_a_gap_is_told_before_what_came_later),
        SENTENCE(a_gap_that_nobody_acknowledged_is_waited_for),
        SENTENCE(each_gap_waits_for_itself),
        SENTENCE(a_gap_is_skipped_when_a_side_keeps_as_much_as_it_may),
        SENTENCE(a_gap_is_skipped_at_the_end),
        SENTENCE(what_is_lost_before_the_end_is_counted),
        SENTENCE(a_connection_ends_when_both_sides_have),
        SENTENCE(an_end_that_overtakes_data_waits_for_it),
        SENTENCE(nothing_comes_behind_the_end_of_a_side),
        SENTENCE(late_segments_of_a_closed_connection_begin_no_other),
        SENTENCE(resets_end_a_connection_and_their_bytes_do_not_count),
        SENTENCE(what_was_under_way_when_the_other_side_reset_is_read),
        SENTENCE(a_reset_ends_a_connection_after_a_while),
        SENTENCE(a_reset_far_from_the_window_is_ignored),
        SENTENCE(a_refused_opening_ends),
        SENTENCE(a_connection_in_full_swing_is_read_from_its_first_segment),
        SENTENCE(a_connection_in_full_swing_does_not_begin_with_a_keep_alive),
        SENTENCE(an_answer_alone_tells_who_is_the_client),
        SENTENCE(an_opening_overtaken_by_data_is_the_same_connection),
        SENTENCE(data_on_the_opening_is_the_first_data),
        SENTENCE(both_sides_may_open),
        SENTENCE(an_opening_tried_again_with_another_number_is_another),
        SENTENCE(endpoints_are_used_again_after_an_end),
        SENTENCE(endpoints_are_used_again_without_an_end),
        SENTENCE(an_opening_within_the_window_changes_nothing),
        SENTENCE(numbers_far_away_are_ignored),
        SENTENCE(a_silent_connection_ends_after_its_time),
        SENTENCE(a_segment_after_that_time_begins_another),
        SENTENCE(times_are_those_of_the_first_byte),
        SENTENCE(both_sides_have_their_addresses),
        SENTENCES_END
    };

    return sentences("streams", own);
}
