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

/* ---- one side alone ---- */

/* What the server says of a connection, with an end or without. */
static void
serve(uint32_t client, uint32_t number, const char *text, bool end)
{
    initial[NC_CLIENT] = client;
    answer(number);
    IS(BEGINS);
    acknowledged(NC_SERVER, 10);
    segment(NC_SERVER, 0, end ? NC_FIN | NC_ACK : NC_ACK, text, (uint32_t)strlen(text));
    IS(BELONGS);
}

static void
of_a_server_alone_its_answer_begins(void)
{
    static const uint64_t pauses[] = { 0, SECOND, 50 * (uint64_t)SECOND };

    for (int end = 0; end < 2; end++)
        for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
            fresh_streams();
            with_reader();
            serve(1000, 5000, "abc", end);
            uint8_t turn = judged.turn;
            later(pauses[i]);
            serve(3000000000, 700000000, "def", end);
            CU_ASSERT(judged.turn != turn);
            later(pauses[i]);
            serve(90000, 7000, "ghi", end);
            finish();
            TOLD(NC_SERVER, "abcdefghi");
            CU_ASSERT(counts()->connections == 3 && counts()->gaps == 0);
        }
}

static void
of_a_server_alone_a_second_answer_to_the_same_syn_begins_nothing(void)
{
    fresh_streams();
    with_reader();
    serve(1000, 5000, "abc", false);
    initial[NC_CLIENT] = 1000;
    answer(900000);
    IS(OUTSIDE);
    initial[NC_SERVER] = 5000;
    say(NC_SERVER, 3, "def");
    TOLD(NC_SERVER, "abcdef");

    fresh_streams(); /* before it has said anything what it goes on with tells */
    with_reader();
    answer(5000);
    answer(900000);
    IS(OUTSIDE);
    say(NC_SERVER, 0, "abc");
    IS(BELONGS);
    TOLD(NC_SERVER, "abc");
}

static void
a_forged_answer_of_a_server_alone_costs_nothing_that_goes_on(void)
{
    fresh_streams();
    with_reader();
    serve(1000, 5000, "abc", false);
    initial[NC_CLIENT] = 900000000;
    answer(300000000);
    initial[NC_CLIENT] = 1000;
    initial[NC_SERVER] = 5000;
    acknowledged(NC_SERVER, 10);
    say(NC_SERVER, 3, "def");
    say(NC_SERVER, 6, "ghi");
    TOLD(NC_SERVER, "abcdefghi");
}

/* ---- behind the end ---- */

static void
talk_from(uint32_t client, uint32_t server, int acknowledged_first)
{
    initial[NC_CLIENT] = client;
    initial[NC_SERVER] = server;
    acknowledged(NC_CLIENT, 0);
    if (acknowledged_first)
        segment(NC_CLIENT, 0, NC_ACK, "", 0);
    segment(NC_CLIENT, 0, NC_ACK | NC_FIN, "abc", 3);
    acknowledged(NC_SERVER, 4);
    segment(NC_SERVER, 0, NC_ACK | NC_FIN, "xyz", 3);
    acknowledged(NC_CLIENT, 4);
    segment(NC_CLIENT, 4, NC_ACK, "", 0);
}

/* No handshake is in the capture. */
static void
behind_the_end_bytes_of_wholly_other_numbers_begin_another(void)
{
    static const uint32_t numbers[][2] = {
        { 500000000, 700000000 }, { 4000000000, 3000000000 }, { 499000000, 1500000000 },
        { 496000000, 2500000000 }, { 2600000000, 2400000000 }
    };

    for (int first = 0; first < 2; first++) {
        fresh_streams();
        offered = 65000;
        with_reader();
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            talk_from(numbers[i][0], numbers[i][1], first);
            later(2 * (uint64_t)SECOND);
        }
        finish();
        TOLD(NC_CLIENT, "abcabcabcabcabc");
        TOLD(NC_SERVER, "xyzxyzxyzxyzxyz");
        CU_ASSERT(counts()->connections == 5 && counts()->gaps == 0);
    }
}

static void
of_one_side_alone_too(void)
{
    fresh_streams();
    with_reader();
    for (uint32_t i = 0; i < 5; i++) {
        initial[NC_SERVER] = i * 900000000;
        acknowledged(NC_SERVER, i * 900000000);
        segment(NC_SERVER, 0, NC_ACK | NC_FIN, "xyz", 3);
    }
    finish();
    CU_ASSERT_STRING_EQUAL(told(NC_CLIENT), "xyzxyzxyzxyzxyz"); /* who is seen first */
    CU_ASSERT_EQUAL(counts()->connections, 5);
}

static void
what_has_one_of_the_old_numbers_begins_nothing(void)
{
    for (int old = 0; old < 2; old++) {
        fresh_streams();
        offered = 65000;
        with_reader();
        talk_from(500000000, 700000000, 0);
        initial[old] += 900000000;
        acknowledged(NC_CLIENT, 4);
        say(NC_CLIENT, 0, "evil");
        IS(OUTSIDE);
        CU_ASSERT_EQUAL(counts()->connections, 1);
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
        SENTENCE(of_a_server_alone_its_answer_begins),
        SENTENCE(of_a_server_alone_a_second_answer_to_the_same_syn_begins_nothing),
        SENTENCE(a_forged_answer_of_a_server_alone_costs_nothing_that_goes_on),
        SENTENCE(behind_the_end_bytes_of_wholly_other_numbers_begin_another),
        SENTENCE(of_one_side_alone_too),
        SENTENCE(what_has_one_of_the_old_numbers_begins_nothing),
        SENTENCES_END
    };

    return sentences("streams_opening", own);
}
