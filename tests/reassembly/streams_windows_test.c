/* SPDX-License-Identifier: Apache-2.0 */
/* What lies outside any window that could have been offered, and that nothing comes of it. */
#include "streams_helper.h"

static void
what_lies_outside_any_window_is_passed_over(void)
{
    static const struct { int64_t at; bool within; } cases[] = {
        { 3, true }, { 4, true }, { 65538, true }, { 65539, false }, { 70000, false },
        { 1 << 20, false }, { 500000000, false }, { 1 << 30, false }, { (int64_t)1 << 31, false }
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        acknowledge(NC_SERVER, 3);
        say(NC_CLIENT, cases[i].at, "?");
        CU_ASSERT_EQUAL(judged.standing != NC_STANDING_OUTSIDE, cases[i].within);
        CU_ASSERT_EQUAL(counts()->outside, !cases[i].within);
    }
}

static void
an_acknowledgement_of_what_cannot_have_been_sent_is_passed_over(void)
{
    static const struct { int64_t upto; bool within; } cases[] = {
        { 0, true }, { 3, true }, { 4, true }, { 65539, true }, { 65540, false },
        { 500000000, false }
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        acknowledge(NC_SERVER, cases[i].upto);
        CU_ASSERT_EQUAL(judged.standing != NC_STANDING_OUTSIDE, cases[i].within);
    }
}

static void
what_acknowledges_what_was_said_windows_ago_is_passed_over(void)
{
    static const struct { int64_t back; bool within; } cases[] = {
        { 0, true }, { 1000, true }, { 65535, true }, { 65536, false }, { 200000, false },
        { 900000000, false }
    };
    static const char much[50000];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        talk_in_windows(30000);
        for (int n = 0; n < 4; n++) {
            segment(NC_SERVER, n * 50000, NC_ACK, much, sizeof much);
            acknowledge(NC_CLIENT, (n + 1) * 50000);
        }
        acknowledged(NC_CLIENT, 200000 - cases[i].back);
        say(NC_CLIENT, 0, "evil");
        CU_ASSERT_EQUAL(judged.standing != NC_STANDING_OUTSIDE, cases[i].within);
    }
}

/* The receiver says less than it has where segments overtake each other, or the capture begins. */
static void
what_is_acknowledged_counts_from_what_was_seen_too(void)
{
    talk_in_windows(30000);
    say(NC_CLIENT, 0, "abc");
    for (int i = 1; i < 4; i++)
        acknowledge(NC_SERVER, 65000 * i); /* forged, each within what could be there */
    acknowledge(NC_SERVER, 3);
    say(NC_SERVER, 0, "xyz");
    IS(BELONGS);
}

static void
a_forged_segment_and_its_forged_acknowledgement_change_nothing(void)
{
    talk_in_windows(64240);
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 3);
    say(NC_CLIENT, 500000000, "forged");
    acknowledge(NC_SERVER, 500000006);
    later(SECOND);
    acknowledged(NC_SERVER, 3);
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 6);
    TOLD(NC_CLIENT, "abcdef");
    finish();
    CU_ASSERT(counts()->outside == 2 && counts()->gaps == 0);
}

static void
an_acknowledgement_before_the_answer_counts_for_nothing(void)
{
    fresh_streams();
    offered = UINT16_MAX;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    acknowledge(NC_SERVER, 500000000);
    answer(5000);
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 400000000, "forged");
    IS(OUTSIDE);
}

static void
a_forged_end_far_ahead_changes_nothing(void)
{
    talk_in_windows(64240);
    segment(NC_CLIENT, 70000, NC_FIN | NC_ACK, "", 0);
    IS(OUTSIDE);
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "abc");
}

static void
a_small_window_is_taken_for_the_largest_without_a_scale(void)
{
    talk_in_windows(1);
    say(NC_CLIENT, 65535, "?");
    IS(BELONGS);
    say(NC_CLIENT, 65536, "?");
    IS(OUTSIDE);
}

static void
windows_are_scaled_when_both_say_so(void)
{
    fresh_streams();
    offered = 1000;
    offered_scale = 1 + 7;
    hello();
    acknowledge(NC_SERVER, 0);
    say(NC_CLIENT, 128000, "?");
    IS(BELONGS);
    say(NC_CLIENT, 128001, "?");
    IS(OUTSIDE);
}

static void
windows_are_not_scaled_when_one_does_not_say_so(void)
{
    for (int side = 0; side < 2; side++) {
        fresh_streams();
        offered = 1000;
        acknowledged(NC_SERVER, 0);
        acknowledged(NC_CLIENT, 0);
        offered_scale = side ? 8 : 0;
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        offered_scale = side ? 0 : 8;
        segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
        acknowledge(NC_SERVER, 0);
        say(NC_CLIENT, 65535, "?");
        IS(BELONGS);
        say(NC_CLIENT, 65536, "?");
        IS(OUTSIDE);
    }
}

static void
a_scale_beyond_the_largest_is_the_largest(void)
{
    fresh_streams();
    offered = 10;
    offered_scale = 255;
    hello();
    acknowledge(NC_SERVER, 0);
    say(NC_CLIENT, 10 << 14, "?");
    IS(BELONGS);
    say(NC_CLIENT, (10 << 14) + 1, "?");
    IS(OUTSIDE);
}

static void
where_the_beginning_was_not_seen_windows_may_be_scaled_by_the_most(void)
{
    fresh_streams();
    offered = 10;
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 3);
    say(NC_CLIENT, 3 + (10 << 14), "?");
    IS(BELONGS);
    say(NC_CLIENT, 4 + (10 << 14), "?");
    IS(OUTSIDE);
}

static void
where_the_receiver_is_not_seen_nothing_is_outside_its_window(void)
{
    fresh_streams();
    offered = 100;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 100000, "?");
    IS(BELONGS);
    say(NC_CLIENT, 1 << 29, "?");
    IS(BELONGS);
}

/* The capture lost more than a window, and the connection goes on. */
static void
what_goes_on_far_away_is_believed_after_a_while(void)
{
    talk_in_windows(1000);
    say(NC_CLIENT, 0, "abc");
    for (int i = 0; i < 8; i++)
        say(NC_CLIENT, 70000 + i, "x");
    IS(BELONGS);
    acknowledge(NC_SERVER, 70008);
    IS(BELONGS);
    later(SECOND);
    say(NC_CLIENT, 70008, "yz");
    TOLD(NC_CLIENT, "abc[70004]xyz");
    CU_ASSERT_EQUAL(counts()->outside, 7);
}

/* Whoever says the very next byte has heard what the capture lacks, however much it is. */
static void
what_goes_on_exactly_tells_what_was_lost(void)
{
    talk_in_windows(1000);
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_CLIENT, 30000000);
    IS(OUTSIDE);
    say(NC_CLIENT, 3, "def");
    IS(BELONGS);
    acknowledged(NC_SERVER, 6);
    say(NC_SERVER, 30000000, "xyz");
    IS(BELONGS);
    later(SECOND);
    say(NC_CLIENT, 6, "g");
    TOLD(NC_CLIENT, "abcdefg");
    TOLD(NC_SERVER, "[30000000]xyz");
    CU_ASSERT_EQUAL(counts()->outside, 1);
}

static void
what_does_not_go_on_exactly_tells_nothing_of_what_was_lost(void)
{
    talk_in_windows(1000);
    say(NC_CLIENT, 0, "abc");
    acknowledged(NC_CLIENT, 30000000);
    say(NC_CLIENT, 4, "e");
    IS(OUTSIDE);
}

static void
an_end_where_a_side_goes_on_tells_what_was_lost(void)
{
    talk_in_windows(1000);
    say(NC_CLIENT, 0, "abc");
    acknowledged(NC_CLIENT, 30000000);
    goodbye(NC_CLIENT, 3);
    IS(BELONGS);
}

/* So many that they were believed; the connection goes on where it stood all the same. */
static void
what_was_believed_far_away_does_not_silence_who_goes_on(void)
{
    talk_in_windows(64240);
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 3);
    for (int i = 0; i < 8; i++)
        say(NC_CLIENT, 500000000 + i, "x");
    for (int i = 0; i < 8; i++)
        acknowledge(NC_SERVER, 500000008);
    IS(BELONGS);
    acknowledged(NC_SERVER, 3);
    say(NC_CLIENT, 3, "def");
    IS(BEGINS);
    acknowledge(NC_SERVER, 6);
    IS(BELONGS);
    say(NC_CLIENT, 6, "g");
    say(NC_SERVER, 0, "h");
    CU_ASSERT_EQUAL(counts()->connections, 2);
}

/* In both directions of the space of numbers. */
static void
what_goes_on_farther_away_than_numbers_tell_begins_another(void)
{
    static const int64_t far[] = { 1500000000, 2100000000, 3000000000, 3200000000 };

    for (size_t n = 0; n < 4; n++) {
        talk_in_windows(64240);
        say(NC_CLIENT, 0, "abc");
        acknowledge(NC_SERVER, 3);
        for (int i = 0; i < 7; i++) {
            say(NC_CLIENT, far[n] + i, "xx");
            IS(OUTSIDE);
        }
        say(NC_CLIENT, far[n] + 7, "xx");
        IS(BEGINS);
        acknowledge(NC_SERVER, far[n] + 9);
        IS(BELONGS);
        say(NC_CLIENT, far[n] + 9, "y");
        IS(BELONGS);
        say(NC_CLIENT, 3, "def"); /* it stands where it stood */
        IS(BEGINS);
    }
}

static void
an_end_before_the_handshake_is_none(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    acknowledged(NC_SERVER, 0);
    goodbye(NC_SERVER, 0);
    IS(OUTSIDE);
    goodbye(NC_CLIENT, 0);
    IS(OUTSIDE);
    answer(5000);
    say(NC_CLIENT, 0, "abc");
    goodbye(NC_SERVER, 0);
    IS(BELONGS);
    TOLD(NC_CLIENT, "abc");
}

static void
what_acknowledges_nothing_at_all_is_passed_over(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_PSH, "abc", 3);
    IS(OUTSIDE);
    segment(NC_CLIENT, 0, NC_FIN, "", 0);
    IS(OUTSIDE);
    TOLD(NC_CLIENT, "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_lies_outside_any_window_is_passed_over),
        SENTENCE(an_acknowledgement_of_what_cannot_have_been_sent_is_passed_over),
        SENTENCE(what_acknowledges_what_was_said_windows_ago_is_passed_over),
        SENTENCE(what_is_acknowledged_counts_from_what_was_seen_too),
        SENTENCE(a_forged_segment_and_its_forged_acknowledgement_change_nothing),
        SENTENCE(an_acknowledgement_before_the_answer_counts_for_nothing),
        SENTENCE(a_forged_end_far_ahead_changes_nothing),
        SENTENCE(a_small_window_is_taken_for_the_largest_without_a_scale),
        SENTENCE(windows_are_scaled_when_both_say_so),
        SENTENCE(windows_are_not_scaled_when_one_does_not_say_so),
        SENTENCE(a_scale_beyond_the_largest_is_the_largest),
        SENTENCE(where_the_beginning_was_not_seen_windows_may_be_scaled_by_the_most),
        SENTENCE(where_the_receiver_is_not_seen_nothing_is_outside_its_window),
        SENTENCE(what_goes_on_far_away_is_believed_after_a_while),
        SENTENCE(what_goes_on_exactly_tells_what_was_lost),
        SENTENCE(what_does_not_go_on_exactly_tells_nothing_of_what_was_lost),
        SENTENCE(an_end_where_a_side_goes_on_tells_what_was_lost),
        SENTENCE(what_was_believed_far_away_does_not_silence_who_goes_on),
        SENTENCE(what_goes_on_farther_away_than_numbers_tell_begins_another),
        SENTENCE(an_end_before_the_handshake_is_none),
        SENTENCE(what_acknowledges_nothing_at_all_is_passed_over),
        SENTENCES_END
    };

    return sentences("streams_windows", own);
}
