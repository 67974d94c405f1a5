/* SPDX-License-Identifier: Apache-2.0 */
/* What each segment is found to be, and that nothing comes of those that no host takes. */
#include "streams_helper.h"

#include <string.h>

/* Lines, then both sides' end. */
static void
talk_and_close(void)
{
    fresh_streams();
    with_lines();
    hello();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "one\n", 4);
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "two\n", 4);
    segment(NC_CLIENT, 5, NC_ACK, "", 0);
}

static void
syn(int side, uint32_t number)
{
    initial[side] = number;
    segment(side, -1, NC_SYN, "", 0);
}

/* ---- what is found ---- */

static void
a_connection_begins_once(void)
{
    fresh_streams();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(BEGINS);
    CU_ASSERT(judged.turn != 0);
    uint8_t turn = judged.turn;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(REPEATS);
    answer(5000);
    IS(BELONGS);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    IS(REPEATS);
    say(NC_CLIENT, 0, "abc");
    IS(BELONGS);
    say(NC_CLIENT, 0, "abc");
    IS(REPEATS);
    say(NC_CLIENT, 0, "abcd");
    IS(BELONGS);
    CU_ASSERT_EQUAL(judged.turn, turn);
}

static void
what_waits_behind_a_hole_is_repeated_too(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    IS(BELONGS);
    say(NC_CLIENT, 3, "def");
    IS(REPEATS);
    say(NC_CLIENT, 4, "ef");
    IS(REPEATS);
}

static void
what_was_found_in_full_swing_did_not_begin(void)
{
    fresh_streams();
    acknowledge(NC_CLIENT, 0);
    IS(NONE);
    segment(NC_CLIENT, 0, NC_RST, "", 0);
    IS(NONE);
    say(NC_CLIENT, 0, "abc");
    IS(BELONGS);
    CU_ASSERT_EQUAL(judged.turn, 0);
}

static void
a_lone_answer_begins_and_its_question_belongs(void)
{
    fresh_streams();
    answer(5000);
    IS(BEGINS);
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(REPEATS);
}

static void
who_had_to_be_forgotten_does_not_begin(void)
{
    fresh_streams();
    limits.connections = 1;
    again_with_limits();
    hello();
    client_port = 40001;
    hello();
    client_port = 40000;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(NONE);
    later(limits.idle_timeout);
    client_port = 40002;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(NONE); /* for this one another had to go */
    later(limits.idle_timeout);
    expire();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(BEGINS);
}

/* Whatever others there were between them. */
static void
the_one_after_one_that_is_over_has_another_turn(void)
{
    for (uint16_t others = 250; others < 257; others++) {
        uint8_t turn;

        fresh_streams();
        limits.connections = 300;
        again_with_limits();
        client_port = 40000;
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        IS(BEGINS);
        turn = judged.turn;
        for (uint16_t i = 0; i < others; i++) {
            client_port = (uint16_t)(41000 + i);
            segment(NC_CLIENT, -1, NC_SYN, "", 0);
        }
        client_port = 40000;
        later(limits.idle_timeout);
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        CU_ASSERT(judged.turn && judged.turn != turn);
    }
}

/* ---- SYN ---- */

static void
an_answer_takes_nothing_back_that_was_said(void)
{
    fresh_streams();
    with_reader();
    say(NC_CLIENT, 9, "late");
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    answer(5000);
    say(NC_SERVER, 0, "xyz");
    finish();
    TOLD(NC_CLIENT, "late");
    TOLD(NC_SERVER, "xyz");

    fresh_streams();
    with_reader();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abcdef", 6);
    initial[NC_CLIENT] -= 5;
    answer(5000);
    initial[NC_CLIENT] += 5;
    say(NC_CLIENT, 3, "def");
    finish();
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

static void
a_syn_changes_nothing_where_a_connection_stands(void)
{
    static const int64_t distances[] = { -70000, -100, 1, 100, 65536, 70000, 1 << 24, 1 << 30 };
    const uint32_t own = 0xfffffff0;

    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        talk();
        say(NC_CLIENT, 0, "abc");
        syn(NC_CLIENT, own + (uint32_t)distances[i]);
        IS(OUTSIDE);
        initial[NC_CLIENT] = own;
        say(NC_CLIENT, 3, "def");
        IS(BELONGS);
        TOLD(NC_CLIENT, "abcdef");
        CU_ASSERT(counts()->connections == 1 && counts()->openings == 1);
    }
}

static void
an_answer_to_nobody_opens_nothing(void)
{
    talk();
    say(NC_CLIENT, 0, "abc");
    uint32_t own = initial[NC_CLIENT];
    initial[NC_CLIENT] = 77;
    answer(99);
    IS(OUTSIDE);
    initial[NC_CLIENT] = own;
    say(NC_CLIENT, 3, "def");
    TOLD(NC_CLIENT, "abcdef");
}

static void
an_attempt_that_nobody_answered_is_followed_by_another(void)
{
    fresh_streams();
    syn(NC_CLIENT, 100);
    syn(NC_CLIENT, 101);
    IS(BEGINS);
    CU_ASSERT_EQUAL(counts()->connections, 2);
}

static void
of_one_side_alone_a_syn_begins(void)
{
    fresh_streams();
    with_reader();
    syn(NC_CLIENT, 100);
    say(NC_CLIENT, 0, "abc");
    syn(NC_CLIENT, 200);
    IS(BEGINS);
    say(NC_CLIENT, 0, "def");
    TOLD(NC_CLIENT, "abcdef");
}

/* ---- behind the end ---- */

static void
a_closed_connection_is_known_for_twice_the_longest_life_of_a_segment(void)
{
    static const uint32_t seconds[] = { 1, 2, 3, 5, 10, 30, 59, 60, 61, 100, 200, 239 };

    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        talk_and_close();
        later(seconds[i] * (uint64_t)SECOND);
        expire();
        say(NC_CLIENT, 0, "one\n");
        IS(REPEATS);
        segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "one\n", 4);
        IS(REPEATS);
        finish();
        TOLD(NC_CLIENT, "one|");
        CU_ASSERT_EQUAL(counts()->connections, 1);
    }
}

static void
behind_the_end_the_same_syn_is_the_old_one_for_a_while(void)
{
    talk_and_close();
    later(59 * (uint64_t)SECOND);
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(REPEATS);
    later(2 * (uint64_t)SECOND);
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    IS(BEGINS);
}

static void
behind_the_end_another_number_opens_another(void)
{
    static const int64_t distances[] = { -70000, -100, -1, 1, 100, 65536, 70000, 1 << 24, 1 << 30 };

    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        talk_and_close();
        syn(NC_CLIENT, 0xfffffff0 + (uint32_t)distances[i]);
        IS(BEGINS);
        answer(4000);
        say(NC_CLIENT, 0, "three\n");
        TOLD(NC_CLIENT, "one|three|");
        CU_ASSERT_EQUAL(counts()->connections, 2);
    }
}

static void
a_connection_is_not_over_while_bytes_before_its_end_are_missing(void)
{
    static const uint32_t seconds[] = { 1, 3, 5, 20, 50 };

    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        fresh_streams();
        with_lines();
        hello();
        goodbye(NC_CLIENT, 4);
        goodbye(NC_SERVER, 0);
        later(seconds[i] * (uint64_t)SECOND);
        expire();
        segment(NC_CLIENT, 0, NC_ACK, "one\n", 4);
        IS(BELONGS);
        TOLD(NC_CLIENT, "one|");
        CU_ASSERT_EQUAL(ended_times(), 1);
    }
}

/* ---- a RST and a SYN that were none's ---- */

/* Where the connection stands its hosts answer the SYN by a challenge, and go on. */
static void
what_was_cut_off_goes_on_until_a_syn_behind_it_is_answered(void)
{
    for (int answer = 0; answer < 2; answer++)
        for (int times = 1; times < 3; times++) {
            uint32_t before[2] = { initial[0], initial[1] };

            talk();
            say(NC_CLIENT, 0, "one");
            acknowledge(NC_SERVER, 3);
            segment(NC_SERVER, 0, NC_RST, "", 0);
            for (int i = 0; i < times; i++) {
                initial[answer] = 500000u * (uint32_t)(i + 1);
                segment(answer, -1, answer ? NC_SYN | NC_ACK : NC_SYN, "", 0);
            }
            memcpy(initial, before, sizeof before);
            acknowledge(NC_SERVER, 3);
            say(NC_CLIENT, 3, "two");
            IS(BEGINS);
            say(NC_SERVER, 0, "three");
            IS(BELONGS);
            finish();
            TOLD(NC_CLIENT, "onetwo");
            TOLD(NC_SERVER, "three");
        }
}

/* What was under way of the one before is none of it. */
static void
once_it_is_answered_nothing_of_it_goes_on(void)
{
    uint32_t before[2] = { initial[0], initial[1] };

    talk();
    say(NC_CLIENT, 0, "one");
    segment(NC_SERVER, 0, NC_RST, "", 0);
    syn(NC_CLIENT, 500000);
    acknowledged(NC_CLIENT, 0);
    initial[NC_SERVER] = 900000;
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    acknowledge(NC_CLIENT, 0);
    memcpy(initial, before, sizeof before);
    say(NC_CLIENT, 3, "late");
    CU_ASSERT_NOT_EQUAL(judged.standing, NC_STANDING_BEGINS);
    CU_ASSERT_EQUAL(counts()->connections, 2);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_connection_begins_once),
        SENTENCE(what_waits_behind_a_hole_is_repeated_too),
        SENTENCE(what_was_found_in_full_swing_did_not_begin),
        SENTENCE(a_lone_answer_begins_and_its_question_belongs),
        SENTENCE(who_had_to_be_forgotten_does_not_begin),
        SENTENCE(the_one_after_one_that_is_over_has_another_turn),
        SENTENCE(an_answer_takes_nothing_back_that_was_said),
        SENTENCE(a_syn_changes_nothing_where_a_connection_stands),
        SENTENCE(an_answer_to_nobody_opens_nothing),
        SENTENCE(an_attempt_that_nobody_answered_is_followed_by_another),
        SENTENCE(of_one_side_alone_a_syn_begins),
        SENTENCE(a_closed_connection_is_known_for_twice_the_longest_life_of_a_segment),
        SENTENCE(behind_the_end_the_same_syn_is_the_old_one_for_a_while),
        SENTENCE(behind_the_end_another_number_opens_another),
        SENTENCE(a_connection_is_not_over_while_bytes_before_its_end_are_missing),
        SENTENCE(what_was_cut_off_goes_on_until_a_syn_behind_it_is_answered),
        SENTENCE(once_it_is_answered_nothing_of_it_goes_on),
        SENTENCES_END
    };

    return sentences("streams_standing", own);
}
