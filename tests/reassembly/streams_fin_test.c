/* SPDX-License-Identifier: Apache-2.0 */
/* FINs that end a side, and others. */
#include "streams_helper.h"

/* The side's receiver has all before this number. */
static void
heard(int side, int64_t upto)
{
    acknowledge(!side, upto);
}

static void
is_over(void)
{
    say(NC_CLIENT, 100000, "late");
    IS(OUTSIDE);
}

static void
a_fin_ahead_that_bytes_cross_is_none(void)
{
    for (int side = 0; side < 2; side++)
        for (int64_t ahead = 1; ahead < 6; ahead++) {
            talk();
            goodbye(side, ahead);
            say(side, 0, "abcdef");
            heard(side, 6);
            say(side, 6, "ghi");
            goodbye(side, 9);
            TOLD(side, "abcdefghi");
            goodbye(!side, 0);
            is_over();
        }
}

/* The byte that it stands at came before what fills the hole. */
static void
so_it_is_when_the_bytes_behind_it_came_first(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    goodbye(NC_CLIENT, 3);
    say(NC_CLIENT, 0, "abc");
    say(NC_CLIENT, 6, "ghi");
    TOLD(NC_CLIENT, "abcdefghi");
    for (uint32_t i = 0; i < tellings(); i++)
        CU_ASSERT_FALSE(telling(i)->ended);
}

static void
who_goes_on_behind_its_fin_has_not_ended(void)
{
    for (int side = 0; side < 2; side++) {
        talk();
        say(side, 0, "abc");
        goodbye(side, 3);
        say(side, 3, "def");
        say(side, 6, "ghi");
        heard(side, 9);
        TOLD(side, "abcdefghi");
        goodbye(side, 9);
        goodbye(!side, 0);
        is_over();
    }
}

static void
a_fin_behind_which_the_receiver_has_bytes_is_none(void)
{
    talk();
    goodbye(NC_CLIENT, 3);
    say(NC_CLIENT, 6, "ghi");
    heard(NC_CLIENT, 9);
    later(2 * limits.gap_wait);
    say(NC_CLIENT, 9, "jkl");
    TOLD(NC_CLIENT, "[6]ghijkl");
}

static void
the_true_fin_stands_before_one_ahead(void)
{
    talk();
    goodbye(NC_CLIENT, 5000);
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    heard(NC_CLIENT, 4);
    goodbye(NC_SERVER, 0);
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT_TRUE(telling(0)->ended);
    is_over();
}

static void
another_fin_does_not_take_the_place_of_one_that_counts(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    goodbye(NC_CLIENT, 500);
    heard(NC_CLIENT, 4);
    goodbye(NC_CLIENT, 400);
    goodbye(NC_SERVER, 0);
    is_over();
}

static void
bytes_behind_a_fin_that_was_acknowledged_are_cut_off(void)
{
    talk();
    segment(NC_CLIENT, 0, NC_FIN | NC_ACK, "abc", 3);
    heard(NC_CLIENT, 4);
    say(NC_CLIENT, 3, "def");
    say(NC_CLIENT, 2, "cdef");
    say(NC_CLIENT, 9, "evil");
    finish();
    TOLD(NC_CLIENT, "abc");
}

/* Whatever waits before it, and whichever came last: the hole's end, FIN, or acknowledgement. */
static void
what_waits_behind_a_fin_that_is_acknowledged_goes(void)
{
    for (int order = 0; order < 3; order++)
        for (int64_t at = 4; at < 9; at++) {
            talk();
            say(NC_CLIENT, at, "evil");
            say(NC_CLIENT, 5000, "worse");
            if (order == 2)
                heard(NC_CLIENT, 4);
            else if (order == 1)
                goodbye(NC_CLIENT, 3);
            segment(NC_CLIENT, 1, order == 1 ? NC_ACK : NC_ACK | NC_FIN, "bc", 2);
            heard(NC_CLIENT, 4);
            say(NC_CLIENT, 0, "a");
            finish();
            TOLD(NC_CLIENT, "abc");
            CU_ASSERT(counts()->outside == 2 && counts()->gaps == 0);
        }
}

static void
what_waits_behind_a_fin_that_was_reached_goes_at_last(void)
{
    talk();
    say(NC_CLIENT, 9, "evil");
    segment(NC_CLIENT, 0, NC_ACK | NC_FIN, "abc", 3);
    finish();
    TOLD(NC_CLIENT, "abc");
    CU_ASSERT(counts()->outside == 1 && counts()->gaps == 0);
}

static void
of_a_side_that_is_alone_it_goes_when_the_fin_comes(void)
{
    fresh_streams();
    with_reader();
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    say(NC_SERVER, 9, "evil");
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "abc", 3);
    CU_ASSERT_EQUAL(counts()->outside, 1);
    finish();
    TOLD(NC_SERVER, "abc");
}

/* It takes cells out that an index knows of: those that come then are found. */
static void
many_may_wait_there(void)
{
    fresh_streams();
    limits.side = 1 << 20;
    again_with_limits();
    with_reader();
    hello();
    for (int64_t at = 60000; at > 300; at -= 200)
        say(NC_CLIENT, at, "x");
    segment(NC_CLIENT, 0, NC_ACK, "abc", 3);
    goodbye(NC_CLIENT, 20001);
    heard(NC_CLIENT, 20002);
    CU_ASSERT_EQUAL(counts()->outside, 200);
    for (int64_t at = 20000; at > 300; at -= 100)
        say(NC_CLIENT, at, "y");
    later(2 * limits.gap_wait);
    heard(NC_CLIENT, 20002);
    CU_ASSERT_EQUAL(counts()->gap_bytes, 20001 - 3 - 197);
    goodbye(NC_SERVER, 0);
    is_over();
}

static void
a_side_that_is_alone_has_not_ended_either_that_goes_on(void)
{
    fresh_streams();
    with_reader();
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "abc", 3);
    say(NC_SERVER, 3, "def");
    goodbye(NC_SERVER, 60);
    say(NC_SERVER, 9, "jkl");
    finish();
    TOLD(NC_SERVER, "abcdef[3]jkl");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_fin_ahead_that_bytes_cross_is_none),
        SENTENCE(so_it_is_when_the_bytes_behind_it_came_first),
        SENTENCE(who_goes_on_behind_its_fin_has_not_ended),
        SENTENCE(a_fin_behind_which_the_receiver_has_bytes_is_none),
        SENTENCE(the_true_fin_stands_before_one_ahead),
        SENTENCE(another_fin_does_not_take_the_place_of_one_that_counts),
        SENTENCE(bytes_behind_a_fin_that_was_acknowledged_are_cut_off),
        SENTENCE(what_waits_behind_a_fin_that_is_acknowledged_goes),
        SENTENCE(what_waits_behind_a_fin_that_was_reached_goes_at_last),
        SENTENCE(of_a_side_that_is_alone_it_goes_when_the_fin_comes),
        SENTENCE(many_may_wait_there),
        SENTENCE(a_side_that_is_alone_has_not_ended_either_that_goes_on),
        SENTENCES_END
    };

    return sentences("streams_fin", own);
}
