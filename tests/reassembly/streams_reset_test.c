/* SPDX-License-Identifier: Apache-2.0 */
/* Which RST is believed, and what comes after one. */
#include "streams_helper.h"

static void
a_reset_of_a_syn_must_acknowledge_it(void)
{
    fresh_streams();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    segment(NC_SERVER, 0, NC_RST, "", 0);
    IS(OUTSIDE);
    acknowledged(NC_SERVER, 1);
    segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
    IS(OUTSIDE);
    acknowledged(NC_SERVER, -1);
    segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
    IS(OUTSIDE);
    CU_ASSERT_EQUAL(counts()->resets, 3);
    acknowledged(NC_SERVER, 0);
    segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
    IS(BELONGS);
}

/* With data on the SYN, RFC 7413, what was sent may be acknowledged in part. */
static void
a_reset_may_acknowledge_what_came_with_the_syn(void)
{
    for (int upto = -1; upto <= 4; upto++) {
        fresh_streams();
        segment(NC_CLIENT, -1, NC_SYN, "abc", 3);
        acknowledged(NC_SERVER, upto);
        segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
        CU_ASSERT_EQUAL(judged.standing == NC_STANDING_BELONGS, upto >= 0 && upto <= 3);
    }
}

static void
a_reset_is_believed_at_the_number_expected_alone(void)
{
    static const int64_t others[] = { -4, -1, 0, 1, 2, 4, 5, 1000, 65535, 1 << 20, 1 << 30 };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        acknowledge(NC_SERVER, 0);
        segment(NC_CLIENT, others[i], NC_RST, "", 0);
        CU_ASSERT_EQUAL(judged.standing == NC_STANDING_BELONGS, others[i] == 0);
        segment(NC_CLIENT, 3, NC_RST, "", 0);
        IS(BELONGS);
    }
}

/* The receiver has what the capture lacks; or the capture has what the receiver lost. */
static void
a_reset_is_believed_where_the_receiver_stands(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 9);
    segment(NC_CLIENT, 9, NC_RST, "", 0);
    IS(BELONGS);

    talk();
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 1);
    segment(NC_CLIENT, 1, NC_RST, "", 0);
    IS(BELONGS);
}

static void
a_reset_is_believed_where_the_sender_stands(void)
{
    talk();
    say(NC_CLIENT, 6, "ghi");
    segment(NC_CLIENT, 8, NC_RST, "", 0);
    IS(OUTSIDE);
    segment(NC_CLIENT, 9, NC_RST, "", 0);
    IS(BELONGS);

    talk();
    goodbye(NC_CLIENT, 0);
    segment(NC_CLIENT, 1, NC_RST, "", 0);
    IS(BELONGS);
}

static void
a_reset_of_one_that_was_never_seen_is_believed_where_the_other_waits(void)
{
    fresh_streams();
    acknowledged(NC_CLIENT, 7);
    say(NC_CLIENT, 0, "abc");
    segment(NC_SERVER, 8, NC_RST, "", 0);
    IS(OUTSIDE);
    segment(NC_SERVER, 7, NC_RST, "", 0);
    IS(BELONGS);
}

static void
of_one_side_alone_a_reset_in_the_smallest_window_is_believed(void)
{
    static const struct { int64_t at; bool sound; } cases[] = {
        { -1, false }, { 3, true }, { 4, true }, { 65538, true }, { 65539, false },
        { 1 << 20, false }
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fresh_streams();
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        say(NC_CLIENT, 0, "abc");
        segment(NC_CLIENT, cases[i].at, NC_RST, "", 0);
        CU_ASSERT_EQUAL(judged.standing == NC_STANDING_BELONGS, cases[i].sound);
    }
}

static void
after_a_reset_any_syn_is_another_attempt(void)
{
    static const uint32_t numbers[] = { 0xfffffff0, 0xfffffff1, 0xffffffef, 5, 0x7ffffff0, 900000 };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        fresh_streams();
        with_reader();
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        acknowledged(NC_SERVER, 0);
        segment(NC_SERVER, 0, NC_RST | NC_ACK, "", 0);
        uint8_t turn = judged.turn;
        initial[NC_CLIENT] = numbers[i];
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        IS(BEGINS);
        CU_ASSERT(judged.turn != turn);
        answer(77000);
        say(NC_CLIENT, 0, "abc");
        TOLD(NC_CLIENT, "abc");
    }
}

static void
a_connection_goes_on_that_was_reset_before_it_came_to_be(void)
{
    static const struct { int side; uint8_t flags; } first[] = {
        { NC_SERVER, NC_RST | NC_ACK }, { NC_SERVER, NC_FIN | NC_ACK }, { NC_CLIENT, NC_RST },
        { NC_CLIENT, NC_FIN | NC_ACK }, { NC_SERVER, NC_RST }, { NC_CLIENT, NC_FIN }
    };

    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        for (size_t k = 0; k < sizeof first / sizeof first[0]; k++) {
            fresh_streams();
            with_reader();
            segment(NC_CLIENT, -1, NC_SYN, "", 0);
            acknowledged(NC_SERVER, 0);
            segment(first[i].side, 0, first[i].flags, "", 0);
            segment(first[k].side, 0, first[k].flags, "", 0);
            answer(5000);
            IS(BELONGS);
            say(NC_CLIENT, 0, "abc");
            say(NC_SERVER, 0, "xyz");
            TOLD(NC_CLIENT, "abc");
            TOLD(NC_SERVER, "xyz");
            CU_ASSERT(counts()->connections == 1 && ended_times() == 0);
        }
}

/* Both have said something; a RST at the number that is expected, of either side. */
static void
talk_and_reset(int side, uint8_t flags)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    acknowledged(NC_SERVER, 3);
    say(NC_SERVER, 0, "xyz");
    acknowledged(NC_CLIENT, 3);
    segment(side, 3, flags, "", 0);
    IS(BELONGS);
}

static void
wait(uint64_t nanoseconds)
{
    later(nanoseconds);
    expire();
}

/* The side that seemed to have sent a RST shows that it was another's. */
static bool
is_told(int reset)
{
    return judged.standing == (reset ? NC_STANDING_REVIVES : NC_STANDING_BELONGS);
}

static void
goes_on(uint64_t pause, int resets)
{
    wait(pause);
    say(NC_CLIENT, 3, "def");
    CU_ASSERT(is_told(resets >> NC_CLIENT & 1));
    wait(pause);
    acknowledged(NC_SERVER, 6);
    say(NC_SERVER, 3, "uvw");
    CU_ASSERT(is_told(resets >> NC_SERVER & 1));
    wait(pause);
    acknowledged(NC_CLIENT, 6);
    say(NC_CLIENT, 6, "ghi");
    IS(BELONGS);
    TOLD(NC_CLIENT, "abcdefghi");
    TOLD(NC_SERVER, "xyzuvw");
    CU_ASSERT(counts()->connections == 1 && counts()->outside == 0);
}

static void
all_is_read_that_goes_on_behind_a_reset(void)
{
    static const uint64_t pauses[] = { 0, SECOND / 3, 2 * (uint64_t)SECOND, 40 * (uint64_t)SECOND };

    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++)
        for (int side = 0; side < 2; side++)
            for (uint8_t flags = NC_RST; flags; flags = flags == NC_RST ? NC_RST | NC_ACK : 0) {
                talk_and_reset(side, flags);
                goes_on(pauses[i], 1 << side);
            }
}

static void
also_when_both_have_sent_one(void)
{
    talk_and_reset(NC_SERVER, NC_RST);
    segment(NC_CLIENT, 3, NC_RST, "", 0);
    IS(BELONGS);
    goes_on(2 * (uint64_t)SECOND, 3);
}

/* A SYN tells: where a connection stands it is challenged. */
static void
shows_whether_it_stands(bool stands)
{
    segment(NC_CLIENT, 900000, NC_SYN, "", 0);
    CU_ASSERT_EQUAL(judged.standing, stands ? NC_STANDING_OUTSIDE : NC_STANDING_BEGINS);
}

static void
who_says_more_than_its_reset_has_not_ended(void)
{
    for (int late = 0; late < 2; late++) {
        talk_and_reset(NC_SERVER, NC_RST);
        wait(late * 2 * (uint64_t)SECOND);
        say(NC_SERVER, 3, "more");
        shows_whether_it_stands(true);

        talk_and_reset(NC_SERVER, NC_RST);
        wait(late * 2 * (uint64_t)SECOND);
        goodbye(NC_SERVER, 3);
        shows_whether_it_stands(true);

        talk_and_reset(NC_SERVER, NC_RST);
        wait(late * 2 * (uint64_t)SECOND);
        say(NC_CLIENT, 3, "more");
        acknowledge(NC_SERVER, 7);
        shows_whether_it_stands(true);
    }
}

static void
what_was_under_way_or_said_before_does_not_show_it(void)
{
    for (int late = 0; late < 2; late++) {
        talk_and_reset(NC_SERVER, NC_RST);
        wait(late * 2 * (uint64_t)SECOND);
        say(NC_CLIENT, 3, "more");
        acknowledge(NC_SERVER, 3);
        say(NC_SERVER, 0, "xyz");
        segment(NC_SERVER, 3, NC_RST, "", 0);
        shows_whether_it_stands(false);
    }
}

static void
who_goes_on_does_not_speak_for_the_other_that_was_reset(void)
{
    talk_and_reset(NC_SERVER, NC_RST);
    segment(NC_CLIENT, 3, NC_RST, "", 0);
    say(NC_SERVER, 3, "more");
    shows_whether_it_stands(false);
}

static void
another_reset_ends_what_went_on(void)
{
    talk_and_reset(NC_SERVER, NC_RST);
    goes_on(2 * (uint64_t)SECOND, 1 << NC_SERVER);
    acknowledged(NC_SERVER, 9);
    segment(NC_SERVER, 6, NC_RST, "", 0);
    IS(BELONGS);
    wait(2 * (uint64_t)SECOND);
    shows_whether_it_stands(false);
}

static void
a_reset_out_of_place_behind_one_changes_nothing(void)
{
    talk_and_reset(NC_SERVER, NC_RST);
    segment(NC_SERVER, 5000, NC_RST, "", 0);
    wait(2 * (uint64_t)SECOND);
    segment(NC_SERVER, 5000, NC_RST, "", 0);
    say(NC_SERVER, 3, "more");
    shows_whether_it_stands(true);
}

/* Bytes were missing before it; they were overtaken, and what comes behind it was not. */
static void
a_reset_after_a_hole_ends_where_it_stands(void)
{
    talk();
    say(NC_SERVER, 3, "def");
    segment(NC_SERVER, 6, NC_RST, "", 0);
    IS(BELONGS);
    say(NC_SERVER, 0, "abc");
    TOLD(NC_SERVER, "abcdef");
    shows_whether_it_stands(false);

    talk();
    say(NC_SERVER, 3, "def");
    segment(NC_SERVER, 6, NC_RST, "", 0);
    say(NC_SERVER, 0, "abc");
    say(NC_SERVER, 6, "ghi");
    TOLD(NC_SERVER, "abcdefghi");
    shows_whether_it_stands(true);
}

/* What the reader has not taken by the end is no part of what goes on. */
static void
what_was_left_unread_at_a_reset_makes_no_hole(void)
{
    talk_in_lines();
    say(NC_CLIENT, 0, "one\ntw");
    segment(NC_SERVER, 0, NC_RST, "", 0);
    wait(2 * (uint64_t)SECOND);
    CU_ASSERT_EQUAL(ended_times(), 1);
    say(NC_CLIENT, 6, "three\n");
    TOLD(NC_CLIENT, "one|three|");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

/* What it holds counts among all that is waited for, and goes when memory is short. */
static void
bytes_behind_a_reset_can_be_given_up(void)
{
    fresh_streams();
    limits.memory = 256 << 10;
    again_with_limits();
    with_lines();
    for (client_port = 40000; client_port < 40090; client_port++) {
        static const char much[8000] = "";

        hello();
        segment(NC_SERVER, 0, NC_RST, "", 0);
        segment(NC_CLIENT, 0, NC_ACK, much, sizeof much);
        IS(BELONGS);
    }
    CU_ASSERT(counts()->evicted > 0 || counts()->unclaimed > 0);
    client_port = 41000;
    hello();
    say(NC_CLIENT, 0, "line\n");
    TOLD(NC_CLIENT, "line|");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_reset_of_a_syn_must_acknowledge_it),
        SENTENCE(a_reset_may_acknowledge_what_came_with_the_syn),
        SENTENCE(a_reset_is_believed_at_the_number_expected_alone),
        SENTENCE(a_reset_is_believed_where_the_receiver_stands),
        SENTENCE(a_reset_is_believed_where_the_sender_stands),
        SENTENCE(a_reset_of_one_that_was_never_seen_is_believed_where_the_other_waits),
        SENTENCE(of_one_side_alone_a_reset_in_the_smallest_window_is_believed),
        SENTENCE(after_a_reset_any_syn_is_another_attempt),
        SENTENCE(a_connection_goes_on_that_was_reset_before_it_came_to_be),
        SENTENCE(all_is_read_that_goes_on_behind_a_reset),
        SENTENCE(also_when_both_have_sent_one),
        SENTENCE(who_says_more_than_its_reset_has_not_ended),
        SENTENCE(what_was_under_way_or_said_before_does_not_show_it),
        SENTENCE(who_goes_on_does_not_speak_for_the_other_that_was_reset),
        SENTENCE(another_reset_ends_what_went_on),
        SENTENCE(a_reset_out_of_place_behind_one_changes_nothing),
        SENTENCE(a_reset_after_a_hole_ends_where_it_stands),
        SENTENCE(what_was_left_unread_at_a_reset_makes_no_hole),
        SENTENCE(bytes_behind_a_reset_can_be_given_up),
        SENTENCES_END
    };

    return sentences("streams_reset", own);
}
