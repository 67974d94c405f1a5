/* SPDX-License-Identifier: Apache-2.0 */
/* When a connection begins, and when it is over. */
#include "streams_helper.h"

#include <string.h>

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
nothing_comes_behind_the_end_of_a_side_that_was_acknowledged(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    acknowledge(NC_SERVER, 4);
    say(NC_CLIENT, 0, "abcdef");
    say(NC_CLIENT, 4, "efg");
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT_TRUE(telling(0)->ended);
}

static void
what_overtook_the_first_bytes_and_their_syn_does_not_begin_a_side(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    acknowledge(NC_CLIENT, 0);
    say(NC_CLIENT, 0, "ask");
    acknowledged(NC_CLIENT, 3);
    say(NC_CLIENT, 3, "more");
    acknowledged(NC_SERVER, 7);
    say(NC_SERVER, 3, "two");
    TOLD(NC_SERVER, "");
    acknowledged(NC_SERVER, 0);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    IS(BELONGS);
    say(NC_SERVER, 0, "one");
    TOLD(NC_SERVER, "onetwo");
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
    later(limits.gap_wait - (2 << 20));
    CU_ASSERT_EQUAL(expire(), 0);
    later(4 << 20);
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
    CU_ASSERT(counts()->resets == 2 && counts()->outside == 0);
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
what_comes_with_a_syn_is_read_once_its_receiver_has_taken_it(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
    TOLD(NC_CLIENT, "");
    acknowledged(NC_SERVER, 3);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT(counts()->believed == 0 && counts()->wrong == 0);
}

static void
what_it_has_not_taken_gives_way_to_what_is_said_then(void)
{
    static const char *const then[] = { "x", "xyz", "xyzuvw" };

    for (size_t i = 0; i < 3; i++) {
        fresh_streams();
        with_reader();
        transport_sum = NC_SUM_RIGHT;
        segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
        acknowledged(NC_SERVER, 0);
        segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
        say(NC_CLIENT, 0, then[i]);
        acknowledge(NC_SERVER, (int64_t)strlen(then[i]));
        finish();
        TOLD(NC_CLIENT, then[i]);
        CU_ASSERT(counts()->gaps == 0);
    }
}

static void
of_a_client_alone_it_comes_before_what_follows(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
    say(NC_CLIENT, 3, "def");
    finish();
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT(counts()->gaps == 0);
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

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_connection_ends_when_both_sides_have),
        SENTENCE(an_end_that_overtakes_data_waits_for_it),
        SENTENCE(nothing_comes_behind_the_end_of_a_side_that_was_acknowledged),
        SENTENCE(what_overtook_the_first_bytes_and_their_syn_does_not_begin_a_side),
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
        SENTENCE(what_comes_with_a_syn_is_read_once_its_receiver_has_taken_it),
        SENTENCE(what_it_has_not_taken_gives_way_to_what_is_said_then),
        SENTENCE(of_a_client_alone_it_comes_before_what_follows),
        SENTENCE(both_sides_may_open),
        SENTENCE(an_opening_tried_again_with_another_number_is_another),
        SENTENCE(endpoints_are_used_again_after_an_end),
        SENTENCE(endpoints_are_used_again_without_an_end),
        SENTENCE(an_opening_within_the_window_changes_nothing),
        SENTENCE(a_silent_connection_ends_after_its_time),
        SENTENCE(a_segment_after_that_time_begins_another),
        SENTENCES_END
    };

    return sentences("streams_connections", own);
}
