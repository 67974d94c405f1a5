/* SPDX-License-Identifier: Apache-2.0 */
/* What opens another connection where one stands, and what does not. */
#include "streams_helper.h"

#include <string.h>

static void
syn(int side, uint32_t number)
{
    initial[side] = number;
    segment(side, -1, NC_SYN, "", 0);
}

/* Whoever is on no way between them can send in a host's name. */
static void
a_forged_opening_changes_nothing_where_both_go_on(void)
{
    static const uint32_t own[2] = { 0xfffffff0, 5000 };

    for (int packets = 1; packets < 8; packets++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        say(NC_SERVER, 0, "xyz");
        syn(NC_CLIENT, 700000000);
        if (packets & 1)
            answer(300000000);
        acknowledged(NC_CLIENT, packets & 4 ? 1 : 90000);
        for (int i = 0; i < (packets & 2); i++)
            segment(NC_CLIENT, i, NC_ACK, "?", (uint32_t)i);
        memcpy(initial, own, sizeof own);
        acknowledged(NC_CLIENT, 3);
        acknowledged(NC_SERVER, 3);
        say(NC_CLIENT, 3, "def");
        IS(BELONGS);
        say(NC_SERVER, 3, "uvw");
        IS(BELONGS);
        TOLD(NC_CLIENT, "abcdef");
        TOLD(NC_SERVER, "xyzuvw");
        CU_ASSERT_EQUAL(counts()->connections, 1);
    }
}

/* All three of a handshake. */
static void
what_goes_on_where_it_stood_is_read_whatever_was_forged(void)
{
    static const uint32_t own[2] = { 0xfffffff0, 5000 };

    for (int first = 0; first < 2; first++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        say(NC_SERVER, 0, "xyz");
        syn(NC_CLIENT, 700000000);
        answer(300000000);
        acknowledged(NC_CLIENT, 0);
        segment(NC_CLIENT, 0, NC_ACK, "", 0);
        IS(BEGINS);
        memcpy(initial, own, sizeof own);
        acknowledged(NC_CLIENT, 3);
        acknowledged(NC_SERVER, 3);
        say(first, 3, "one");
        IS(BEGINS);
        say(!first, 3, "two");
        IS(BELONGS);
        TOLD(NC_CLIENT, first ? "abctwo" : "abcone");
        TOLD(NC_SERVER, first ? "xyzone" : "xyztwo");
    }
}

static void
an_answer_that_is_acknowledged_shows_that_none_stood(void)
{
    static const int64_t distances[] = { -70000, -100, 1, 100, 65536, 70000, 1 << 24, 1 << 30 };

    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        talk();
        say(NC_CLIENT, 0, "abc");
        say(NC_SERVER, 0, "xyz");
        uint8_t turn = judged.turn;
        syn(NC_CLIENT, 0xfffffff0 + (uint32_t)distances[i]);
        answer(4000);
        IS(OUTSIDE);
        acknowledged(NC_CLIENT, 0);
        segment(NC_CLIENT, 0, NC_ACK, "", 0);
        IS(BEGINS);
        CU_ASSERT(judged.turn != turn);
        say(NC_CLIENT, 0, "def");
        IS(BELONGS);
        say(NC_SERVER, 0, "uvw");
        TOLD(NC_CLIENT, "abcdef");
        TOLD(NC_SERVER, "xyzuvw");
        CU_ASSERT(counts()->connections == 2 && telling(2)->opened);
    }
}

static void
its_acknowledgement_shows_it_too(void)
{
    talk_in_windows(30000);
    say(NC_CLIENT, 0, "abc");
    syn(NC_CLIENT, 1 << 20);
    initial[NC_SERVER] = 1 << 30;
    acknowledged(NC_CLIENT, 0);
    segment(NC_CLIENT, 0, NC_ACK, "", 0);
    IS(OUTSIDE);
    acknowledge(NC_SERVER, 0);
    IS(BEGINS);
    say(NC_CLIENT, 0, "def");
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_TRUE(telling(1)->opened);
}

/* Neither the SYN nor what acknowledges the answer need be in the capture. */
static void
of_a_handshake_two_are_enough(void)
{
    for (int lost = 0; lost < 2; lost++) {
        talk_in_windows(30000);
        say(NC_CLIENT, 0, "abc");
        acknowledge(NC_SERVER, 3);
        initial[NC_CLIENT] = 1 << 20;
        if (lost)
            segment(NC_CLIENT, -1, NC_SYN, "", 0);
        answer(1 << 30);
        IS(OUTSIDE);
        acknowledged(NC_CLIENT, 0);
        say(lost, 0, "def");
        IS(BEGINS);
        say(!lost, 0, "uvw");
        IS(BELONGS);
        TOLD(NC_CLIENT, lost ? "abcuvw" : "abcdef");
    }
}

static void
of_several_answers_the_one_counts_that_is_acknowledged(void)
{
    static const uint32_t numbers[] = { 5000, 77777777, 0x80000000u + 5000, 1 << 30 };

    for (int counts_that = 0; counts_that < 4; counts_that++) {
        fresh_streams();
        with_reader();
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        for (int i = 0; i < 4; i++)
            answer(numbers[i]);
        initial[NC_SERVER] = numbers[counts_that];
        acknowledged(NC_CLIENT, 0);
        segment(NC_CLIENT, 0, NC_ACK, "", 0);
        IS(BELONGS);
        say(NC_SERVER, 0, "xyz");
        IS(BELONGS);
        say(NC_CLIENT, 0, "abc");
        TOLD(NC_CLIENT, "abc");
        TOLD(NC_SERVER, "xyz");
        CU_ASSERT(counts()->connections == 1 && counts()->gaps == 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_forged_opening_changes_nothing_where_both_go_on),
        SENTENCE(what_goes_on_where_it_stood_is_read_whatever_was_forged),
        SENTENCE(an_answer_that_is_acknowledged_shows_that_none_stood),
        SENTENCE(its_acknowledgement_shows_it_too),
        SENTENCE(of_a_handshake_two_are_enough),
        SENTENCE(of_several_answers_the_one_counts_that_is_acknowledged),
        SENTENCES_END
    };

    return sentences("streams_opening", own);
}
