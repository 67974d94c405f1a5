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
        SENTENCES_END
    };

    return sentences("streams_reset", own);
}
