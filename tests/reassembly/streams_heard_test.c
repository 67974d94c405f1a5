/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin is told of the other side, and of what is lost behind what it is offered. */
#include "streams_helper.h"

static void
what_stands_before_a_hole_is_offered_once_more_when_that_is_given_up(void)
{
    fresh_streams();
    with_patient();
    hello();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    CU_ASSERT_EQUAL(tellings(), 0);
    finish();
    TOLD(NC_CLIENT, "abc[3]ghi");
    CU_ASSERT(telling(0)->broken && !telling(0)->ended);
    CU_ASSERT(!telling(1)->broken && telling(1)->ended);
}

static void
so_it_is_before_each_hole(void)
{
    fresh_streams();
    with_patient();
    hello();
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    say(NC_CLIENT, 12, "mno");
    finish();
    TOLD(NC_CLIENT, "abcghi[3]mno"); /* it was told of the first gap before it read on */
    CU_ASSERT(telling(0)->broken && telling(1)->broken && !telling(2)->broken);
}

/* Nothing of that side comes behind what it lacks. */
static void
so_it_is_before_a_lost_end_when_a_hole_of_the_other_side_is_given_up(void)
{
    fresh_streams();
    with_patient();
    hello();
    say(NC_CLIENT, 0, "abc");
    acknowledged(NC_SERVER, 6);
    say(NC_SERVER, 0, "def");
    say(NC_SERVER, 6, "jkl");
    acknowledge(NC_CLIENT, 9);
    later(2 * limits.gap_wait);
    expire();
    CU_ASSERT_EQUAL_FATAL(tellings(), 2);
    TOLD(NC_CLIENT, "abc");
    TOLD(NC_SERVER, "def");
    CU_ASSERT(telling(0)->side == NC_CLIENT && telling(0)->broken);
}

static void
bytes_behind_which_none_is_missing_are_not_broken(void)
{
    fresh_streams();
    with_patient();
    hello();
    say(NC_CLIENT, 0, "abc");
    say(NC_SERVER, 3, "def");
    finish();
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT_FALSE(telling(0)->broken);
}

static void
what_a_side_had_heard_is_told_with_what_it_says(void)
{
    fresh_streams();
    with_reader();
    hello();
    say(NC_CLIENT, 0, "abc");
    acknowledge(NC_SERVER, 3);
    say(NC_SERVER, 0, "defgh");
    say(NC_CLIENT, 3, "i");
    acknowledge(NC_CLIENT, 5);
    say(NC_CLIENT, 4, "j");
    CU_ASSERT_EQUAL_FATAL(tellings(), 4);
    CU_ASSERT_EQUAL(telling(0)->heard, 0);
    CU_ASSERT_EQUAL(telling(1)->heard, 3);
    CU_ASSERT_EQUAL(telling(2)->heard, 0);
    CU_ASSERT_EQUAL(telling(3)->heard, 5);
}

static void
what_waited_is_told_with_what_had_been_heard_when_it_was_sent(void)
{
    fresh_streams();
    with_lines();
    hello();
    say(NC_CLIENT, 4, "def\n");
    say(NC_SERVER, 0, "12\n");
    acknowledge(NC_CLIENT, 3);
    say(NC_CLIENT, 8, "ghi\n");
    say(NC_CLIENT, 0, "abc\n");
    TOLD(NC_CLIENT, "abc|def|ghi|");
    CU_ASSERT_EQUAL_FATAL(tellings(), 4);
    CU_ASSERT_EQUAL(telling(2)->heard, 0);
    CU_ASSERT_EQUAL(telling(3)->heard, 3);
}

static void
what_of_the_other_side_is_lost_is_heard_all_the_same(void)
{
    fresh_streams();
    with_reader();
    hello();
    acknowledge(NC_CLIENT, 100);
    say(NC_CLIENT, 0, "abc");
    CU_ASSERT_EQUAL_FATAL(tellings(), 1);
    CU_ASSERT_EQUAL(telling(0)->heard, 100);
}

/* Neither is a reply to what stands behind the other's hole. */
static void
only_who_had_heard_what_stands_behind_a_hole_waits_for_it(void)
{
    fresh_streams();
    with_reader();
    hello();
    say(NC_SERVER, 3, "def");
    say(NC_CLIENT, 3, "jkl");
    say(NC_CLIENT, 0, "ghi");
    TOLD(NC_CLIENT, "ghijkl");
    acknowledge(NC_CLIENT, 6);
    say(NC_CLIENT, 6, "m");
    TOLD(NC_CLIENT, "ghijkl");
    finish();
    TOLD(NC_CLIENT, "ghijklm");
    TOLD(NC_SERVER, "[3]def");
}

/* A reply and the next request stand behind a hole each, and another is behind that. */
static void
of_two_holes_the_one_that_was_heard_of_is_passed_first(void)
{
    fresh_streams();
    with_reader();
    hello();
    say(NC_CLIENT, 0, "a");
    acknowledged(NC_SERVER, 4);
    say(NC_SERVER, 3, "reply");
    acknowledged(NC_CLIENT, 8);
    say(NC_CLIENT, 4, "next");
    say(NC_CLIENT, 10, "last");
    finish();
    CU_ASSERT_EQUAL_FATAL(tellings(), 4);
    CU_ASSERT_EQUAL(telling(1)->side, NC_SERVER);
    TOLD(NC_CLIENT, "a[3]next[2]last");
}

static void
what_had_heard_less_does_not_wait_with_what_stands_behind_it(void)
{
    talk_in_lines();
    say(NC_SERVER, 0, "x\n");
    say(NC_SERVER, 5, "z\n");
    acknowledged(NC_CLIENT, 2);
    say(NC_CLIENT, 3, "a\n");
    acknowledged(NC_CLIENT, 7);
    say(NC_CLIENT, 5, "b\n");
    acknowledged(NC_CLIENT, 0);
    say(NC_CLIENT, 0, "00\n");
    TOLD(NC_CLIENT, "00|a|");
    say(NC_SERVER, 2, "yy\n");
    TOLD(NC_CLIENT, "00|a|b|");
}

/* It may have been captured on another way, whose packets are late. */
static void
an_end_is_told_behind_what_it_answers(void)
{
    for (int late = 0; late < 2; late++) {
        fresh_streams();
        with_patient();
        hello();
        acknowledged(NC_SERVER, 3);
        segment(NC_SERVER, 0, NC_ACK | NC_FIN, "yes", 3);
        later(2 * limits.gap_wait);
        expire();
        CU_ASSERT_EQUAL(tellings(), 0);
        if (late) {
            later(31 * (uint64_t)SECOND);
            expire();
        } else
            say(NC_CLIENT, 0, "ask");
        TOLD(NC_SERVER, "yes");
        CU_ASSERT(tellings() == 1 && telling(0)->ended);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_stands_before_a_hole_is_offered_once_more_when_that_is_given_up),
        SENTENCE(so_it_is_before_each_hole),
        SENTENCE(so_it_is_before_a_lost_end_when_a_hole_of_the_other_side_is_given_up),
        SENTENCE(bytes_behind_which_none_is_missing_are_not_broken),
        SENTENCE(what_a_side_had_heard_is_told_with_what_it_says),
        SENTENCE(what_waited_is_told_with_what_had_been_heard_when_it_was_sent),
        SENTENCE(what_of_the_other_side_is_lost_is_heard_all_the_same),
        SENTENCE(only_who_had_heard_what_stands_behind_a_hole_waits_for_it),
        SENTENCE(of_two_holes_the_one_that_was_heard_of_is_passed_first),
        SENTENCE(what_had_heard_less_does_not_wait_with_what_stands_behind_it),
        SENTENCE(an_end_is_told_behind_what_it_answers),
        SENTENCES_END
    };

    return sentences("streams_heard", own);
}
