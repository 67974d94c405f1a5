/* SPDX-License-Identifier: Apache-2.0 */
#include "streams_helper.h"

#include <string.h>

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
        SENTENCE(numbers_far_away_are_ignored),
        SENTENCE(times_are_those_of_the_first_byte),
        SENTENCE(both_sides_have_their_addresses),
        SENTENCES_END
    };

    return sentences("streams", own);
}
