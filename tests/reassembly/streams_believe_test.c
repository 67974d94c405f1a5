/* SPDX-License-Identifier: Apache-2.0 */
/* What was put off, and nobody has acknowledged or may not have been the sender's: when it fills
 * what would be a gap, and when it does not. */
#include "streams_helper.h"

#include <string.h>

static const uint8_t all[] = { NC_SUM_PARTIAL, NC_SUM_ZERO, NC_SUM_MERGED, NC_SUM_WRONG };
enum { ALL = sizeof all / sizeof all[0], DOUBTFUL = ALL - 1 };

/* ---- in the place of a hole ---- */

/* The handshake both ways, then the client alone. */
static void
one_direction(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "two");
    say(NC_CLIENT, 4, "three");
    segment_of(NC_SUM_MERGED, NC_CLIENT, 9, NC_ACK, "four");
}

static void
what_is_put_off_fills_a_hole_at_the_end(void)
{
    one_direction();
    say(NC_CLIENT, 13, "five");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 17, NC_ACK, "none"); /* nothing stands behind it */
    TOLD(NC_CLIENT, "a");
    finish();
    TOLD(NC_CLIENT, "atwothreefourfive");
    CU_ASSERT(counts()->gaps == 0 && counts()->believed == 2 && counts()->wrong == 1);
}

static void
and_one_before_an_end(void)
{
    one_direction();
    goodbye(NC_CLIENT, 13);
    finish();
    TOLD(NC_CLIENT, "atwothreefour");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

static void
and_one_of_a_connection_that_has_to_go(void)
{
    fresh_streams();
    limits.connections = 1;
    again_with_limits();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    hello();
    say(NC_CLIENT, 0, "a");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "two");
    say(NC_CLIENT, 4, "three");
    client_port++;
    hello();
    client_port--;
    TOLD(NC_CLIENT, "atwothree");
}

static void
and_one_behind_which_a_side_keeps_no_more(void)
{
    static char text[1401];

    memset(text, 'x', sizeof text - 1);
    for (int again = 0; again < 2; again++) {
        fresh_streams();
        limits.side = 8 * CELL_DATA;
        again_with_limits();
        with_reader();
        twice = again;
        transport_sum = NC_SUM_RIGHT;
        hello();
        say(NC_CLIENT, 0, "a");
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, text);
        for (int i = 1; i < 4; i++)
            say(NC_CLIENT, 1 + 1400 * i, text);
        CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 1 + 4 * 1400);
        CU_ASSERT(counts()->gaps == 0 && counts()->no_memory == 0 && counts()->believed == 1);
    }
}

static void
and_one_of_a_side_alone_when_it_was_waited_for(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 0, "a");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "two");
    say(NC_CLIENT, 4, "three");
    later(31 * (uint64_t)SECOND);
    expire();
    TOLD(NC_CLIENT, "atwothree");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

/* On both sides of what is right. */
static void
what_fills_a_hole_replaces_nothing(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "01234567");
    say(NC_CLIENT, 3, "xy");
    say(NC_CLIENT, 7, "z");
    finish();
    TOLD(NC_CLIENT, "a01xy45z7");
    CU_ASSERT(counts()->gaps == 0 && counts()->believed == 1 && counts()->wrong == 0);
}

/* ---- merely wrong ---- */

static void
lose(int64_t at, const char *bytes)
{
    segment_of(NC_SUM_WRONG, NC_CLIENT, at, NC_ACK | NC_FIN, bytes);
    IS(OUTSIDE);
}

static void
what_was_damaged_is_read_where_its_receiver_had_it_and_nothing_else_came(void)
{
    static const uint8_t sums[] = { NC_SUM_RIGHT, NC_SUM_PARTIAL };

    for (size_t i = 0; i < 2; i++) {
        talk_with(sums[i], NC_SUM_RIGHT);
        lose(1, "lost");
        acknowledge(NC_SERVER, 5);
        transport_sum = sums[i];
        say(NC_CLIENT, 5, "next");
        transport_sum = NC_SUM_RIGHT;
        acknowledge(NC_SERVER, 9);
        TOLD(NC_CLIENT, "a");
        later(2 * limits.gap_wait);
        expire();
        TOLD(NC_CLIENT, "alostnext");
        CU_ASSERT(counts()->damaged == 1 && counts()->wrong == 0 && counts()->gaps == 0);
    }
}

static void
it_is_read_at_the_end_too_as_far_as_it_was_acknowledged(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    lose(1, "lost and more");
    acknowledge(NC_SERVER, 5);
    TOLD(NC_CLIENT, "a");
    finish();
    TOLD(NC_CLIENT, "alost");
    CU_ASSERT(counts()->damaged == 1 && counts()->wrong == 0);
}

static void
what_comes_in_its_place_wins(void)
{
    static const uint8_t sums[] = { NC_SUM_RIGHT, NC_SUM_PARTIAL, NC_SUM_ZERO, NC_SUM_MERGED };

    for (size_t i = 0; i < 4; i++) {
        talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
        lose(1, "evil");
        segment_of(sums[i], NC_CLIENT, 1, NC_ACK, "true");
        acknowledge(NC_SERVER, 5);
        say(NC_CLIENT, 5, " one");
        finish();
        TOLD(NC_CLIENT, "atrue one");
        CU_ASSERT(counts()->damaged == 0 && counts()->wrong == 1);
    }
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    lose(1, "evil");
    acknowledge(NC_SERVER, 5);
    later(limits.gap_wait / 2);
    say(NC_CLIENT, 1, "true");
    TOLD(NC_CLIENT, "atrue");
}

static void
what_nobody_acknowledged_is_a_gap(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    lose(1, "evil");
    say(NC_CLIENT, 5, "next");
    finish();
    TOLD(NC_CLIENT, "a[4]next");
    CU_ASSERT(counts()->damaged == 0 && counts()->wrong == 1 && counts()->gaps == 1);
}

static void
its_end_is_none(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    lose(1, "lost");
    acknowledge(NC_SERVER, 6);
    goodbye(NC_SERVER, 1);
    acknowledge(NC_CLIENT, 2);
    say(NC_CLIENT, 5, "more");
    IS(BELONGS);
    acknowledge(NC_SERVER, 9);
    finish();
    TOLD(NC_CLIENT, "alostmore");
}

/* Nor does one behind it. */
static void
it_makes_no_reset_sound_and_revives_nothing(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    lose(1, "evil");
    segment(NC_CLIENT, 5, NC_RST, "", 0);
    IS(OUTSIDE);
    segment(NC_CLIENT, 1, NC_RST, "", 0);
    lose(1, "more");
    acknowledge(NC_SERVER, 5);
    finish();
    TOLD(NC_CLIENT, "a");
    CU_ASSERT_EQUAL(counts()->damaged, 0);
}

/* It takes the place of nothing else, and what it acknowledges is none. */
static void
many_of_them_push_out_nothing(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    for (int i = 0; i < 1000; i++)
        lose(1 + i, "e");
    CU_ASSERT_EQUAL(counts()->wrong, 1000 - 128);
    for (int i = 0; i < 256; i++)
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1 + i, NC_ACK, "t");
    CU_ASSERT_EQUAL(counts()->wrong, 1000);
    acknowledge(NC_SERVER, 257);
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 257);
    CU_ASSERT(!strchr(told(NC_CLIENT), 'e'));
}

/* ---- a side of which nothing is known ---- */

/* Of a connection whose beginning is not in the capture. */
static void
what_is_forged_before_all_others_does_not_win_over_what_is_right(void)
{
    for (size_t i = 0; i < ALL; i++)
        for (int at = 0; at < 3; at++) {
            fresh_streams();
            with_reader();
            transport_sum = NC_SUM_RIGHT;
            segment_of(all[i], NC_CLIENT, at, NC_ACK | NC_PSH, "evil");
            IS(BELONGS);
            say(NC_CLIENT, 0, "true");
            acknowledge(NC_SERVER, 4);
            say(NC_CLIENT, 4, " and more");
            acknowledge(NC_SERVER, 13);
            finish();
            TOLD(NC_CLIENT, "true and more");
            CU_ASSERT_EQUAL(counts()->wrong, 1);
        }
}

static void
nor_after_a_long_silence(void)
{
    for (size_t i = 0; i < ALL; i++) {
        talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
        later(limits.idle_timeout);
        segment_of(all[i], NC_CLIENT, 1, NC_ACK, "evil");
        say(NC_CLIENT, 1, "true");
        acknowledge(NC_SERVER, 5);
        finish();
        TOLD(NC_CLIENT, "atrue");
    }
}

static void
nor_where_the_answer_to_a_syn_is_missing(void)
{
    for (size_t i = 0; i < ALL; i++) {
        fresh_streams();
        with_reader();
        transport_sum = NC_SUM_RIGHT;
        acknowledged(NC_CLIENT, 0);
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        acknowledge(NC_CLIENT, 0);
        segment_of(all[i], NC_CLIENT, 0, NC_ACK, "evil");
        say(NC_CLIENT, 0, "true");
        acknowledge(NC_SERVER, 4);
        finish();
        TOLD(NC_CLIENT, "true");
    }
}

/* As where addresses were changed in the capture, and no checksum with them. */
static void
where_none_is_right_all_are_read(void)
{
    for (size_t i = 0; i < ALL; i++) {
        fresh_streams();
        with_reader();
        transport_sum = all[i];
        for (int n = 0; n < 5; n++) {
            acknowledged(NC_CLIENT, 3 * n);
            say(NC_CLIENT, 4 * n, "asks");
            acknowledged(NC_SERVER, 4 * n + 4);
            say(NC_SERVER, 3 * n, "yes");
            CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 4 * (size_t)n + 4);
        }
        TOLD(NC_SERVER, "yesyesyesyesyes");
        CU_ASSERT(counts()->wrong == 0 && counts()->believed == 10 && counts()->damaged == 0);
    }
}

static void
of_a_side_alone_with_none_right_all_are_read_when_nothing_else_came(void)
{
    for (size_t i = 0; i < ALL; i++) {
        fresh_streams();
        with_reader();
        transport_sum = all[i];
        say(NC_CLIENT, 0, "one");
        say(NC_CLIENT, 3, "two");
        TOLD(NC_CLIENT, "");
        later(31 * (uint64_t)SECOND);
        expire();
        TOLD(NC_CLIENT, "onetwo");
        say(NC_CLIENT, 6, "three"); /* it is known now how its host works */
        TOLD(NC_CLIENT, "onetwothree");
        CU_ASSERT(counts()->wrong == 0 && counts()->believed == 3);
    }
}

static void
and_none_is_lost_when_there_are_too_many(void)
{
    for (size_t i = 0; i < ALL; i++) {
        fresh_streams();
        with_reader();
        transport_sum = all[i];
        for (int n = 0; n < 1000; n++)
            say(NC_CLIENT, 2 * n, "xx");
        CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 2000);
        CU_ASSERT(counts()->wrong == 0 && counts()->gaps == 0);
    }
}

/* A host that merges segments as it receives them leaves some of them as they are.  Who speaks
 * first is taken for the client. */
static void
a_side_begins_with_what_was_put_off_right_before_it(void)
{
    for (int has = 0; has < 2; has++) {
        fresh_streams();
        with_reader();
        transport_sum = NC_SUM_RIGHT;
        acknowledged(NC_SERVER, has ? 4 : 0);
        say(NC_SERVER, 0, "dd");
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK, "aa");
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 2, NC_ACK, "bb");
        say(NC_CLIENT, 4, "cc");
        acknowledge(NC_SERVER, 6);
        finish();
        TOLD(NC_SERVER, has ? "cc" : "aabbcc"); /* forged: the receiver had it already */
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_put_off_fills_a_hole_at_the_end),
        SENTENCE(and_one_before_an_end),
        SENTENCE(and_one_of_a_connection_that_has_to_go),
        SENTENCE(and_one_behind_which_a_side_keeps_no_more),
        SENTENCE(and_one_of_a_side_alone_when_it_was_waited_for),
        SENTENCE(what_fills_a_hole_replaces_nothing),
        SENTENCE(what_was_damaged_is_read_where_its_receiver_had_it_and_nothing_else_came),
        SENTENCE(it_is_read_at_the_end_too_as_far_as_it_was_acknowledged),
        SENTENCE(what_comes_in_its_place_wins),
        SENTENCE(what_nobody_acknowledged_is_a_gap),
        SENTENCE(its_end_is_none),
        SENTENCE(it_makes_no_reset_sound_and_revives_nothing),
        SENTENCE(many_of_them_push_out_nothing),
        SENTENCE(what_is_forged_before_all_others_does_not_win_over_what_is_right),
        SENTENCE(nor_after_a_long_silence),
        SENTENCE(nor_where_the_answer_to_a_syn_is_missing),
        SENTENCE(where_none_is_right_all_are_read),
        SENTENCE(of_a_side_alone_with_none_right_all_are_read_when_nothing_else_came),
        SENTENCE(and_none_is_lost_when_there_are_too_many),
        SENTENCE(a_side_begins_with_what_was_put_off_right_before_it),
        SENTENCES_END
    };

    return sentences("streams_believe", own);
}
