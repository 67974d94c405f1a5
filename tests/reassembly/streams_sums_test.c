/* SPDX-License-Identifier: Apache-2.0 */
/* Segments with a wrong checksum: of which sides they are believed, and what they cannot do. */
#include "streams_helper.h"

#include <string.h>

static void
forge(int side, int64_t at, const char *bytes)
{
    segment_of(NC_SUM_WRONG, side, at, NC_ACK | NC_PSH, bytes);
}

static void
a_wrong_segment_sent_first_does_not_win_over_the_true_one(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    forge(NC_CLIENT, 1, "evil");
    IS(OUTSIDE);
    CU_ASSERT_STRING_EQUAL(
        noted(), "2: wrong checksum, passed over unless nothing else comes in its place");
    say(NC_CLIENT, 1, "true");
    finish();
    TOLD(NC_CLIENT, "atrue");
    CU_ASSERT(counts()->wrong == 1 && counts()->believed == 0);
}

static void
one_that_waits_behind_a_hole_does_not_either(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    forge(NC_CLIENT, 3, "evil");
    say(NC_CLIENT, 1, "1234");
    finish();
    TOLD(NC_CLIENT, "a1234");
}

static void
a_connection_that_is_over_says_nothing_of_the_next(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    later(limits.idle_timeout);
    forge(NC_CLIENT, 500, "next");
    IS(BELONGS);
    finish();
    CU_ASSERT(counts()->wrong == 0 && counts()->believed == 1);
}

/* A right segment shows it even while nothing is read. */
static void
a_right_syn_is_enough(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    hello();
    forge(NC_CLIENT, 0, "evil");
    say(NC_CLIENT, 0, "true");
    finish();
    TOLD(NC_CLIENT, "true");
}

static void
a_side_that_has_shown_no_right_one_is_believed_and_noted(void)
{
    talk_with(NC_SUM_WRONG, NC_SUM_RIGHT);
    forge(NC_CLIENT, 1, "fine");
    CU_ASSERT_STRING_EQUAL(noted(),
                           "2: wrong checksum, believed: no right one on this side (offload?)");
    finish();
    TOLD(NC_CLIENT, "afine");
    CU_ASSERT(counts()->wrong == 0 && counts()->believed == 4);
}

/* FIN, RST and a SYN, each where it would be believed. */
static void
forge_ends(int side, int64_t at)
{
    segment_of(NC_SUM_WRONG, side, at, NC_FIN | NC_ACK, "");
    segment_of(NC_SUM_WRONG, side, at, NC_RST, "");
    segment_of(NC_SUM_WRONG, side, at, NC_RST | NC_ACK, "");
    segment_of(NC_SUM_WRONG, side, 5000000, NC_SYN, "");
    segment_of(NC_SUM_WRONG, side, 100, NC_SYN, "");
}

static void
wrong_ends_and_beginnings_do_not_silence_a_connection(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    forge_ends(NC_CLIENT, 1);
    forge_ends(NC_SERVER, 1);
    later(3 * (uint64_t)SECOND);
    say(NC_CLIENT, 1, "more");
    say(NC_SERVER, 1, "also");
    finish();
    TOLD(NC_CLIENT, "amore");
    TOLD(NC_SERVER, "balso");
    CU_ASSERT(counts()->connections == 1 && counts()->wrong == 10);
}

static void
nor_on_sides_that_leave_theirs_to_a_card(void)
{
    talk_with(NC_SUM_PARTIAL, NC_SUM_ZERO);
    forge_ends(NC_CLIENT, 1);
    forge_ends(NC_SERVER, 1);
    later(3 * (uint64_t)SECOND);
    forge(NC_CLIENT, 1, "evil");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "more");
    segment_of(NC_SUM_ZERO, NC_SERVER, 1, NC_ACK, "also");
    finish();
    TOLD(NC_CLIENT, "amore");
    TOLD(NC_SERVER, "balso");
    CU_ASSERT(counts()->connections == 1 && counts()->wrong == 11 && counts()->believed == 7);
}

/* A host fills in those of the segments that it makes on the side. */
static void
a_side_with_partial_ones_keeps_them_though_it_shows_right_ones(void)
{
    talk_with(NC_SUM_PARTIAL, NC_SUM_RIGHT);
    say(NC_CLIENT, 1, "r");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 2, NC_ACK, "p");
    finish();
    TOLD(NC_CLIENT, "arp");
}

/* Of either side, before the answer to a SYN. */
static void
what_is_forged_before_the_answer_poisons_no_side(void)
{
    static const uint8_t sums[] = { NC_SUM_PARTIAL, NC_SUM_ZERO, NC_SUM_MERGED, NC_SUM_WRONG };

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < 4; i++) {
            fresh_streams();
            with_reader();
            transport_sum = NC_SUM_RIGHT;
            acknowledged(NC_CLIENT, 0);
            acknowledged(NC_SERVER, 0);
            segment(NC_CLIENT, -1, NC_SYN, "", 0);
            segment_of(sums[i], side, side ? -1 : -2, side ? NC_SYN | NC_ACK : NC_SYN, "");
            segment_of(sums[i], side, 0, NC_ACK, "");
            segment_of(sums[i], side, 0, NC_ACK | NC_FIN, "evil");
            segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
            acknowledge(NC_CLIENT, 0);
            segment_of(sums[i], side, 0, NC_ACK | NC_FIN, "");
            say(NC_CLIENT, 0, "true");
            segment_of(sums[i], side, 0, NC_RST, "");
            say(NC_SERVER, 0, "true");
            finish();
            TOLD(NC_CLIENT, "true");
            TOLD(NC_SERVER, "true");
            CU_ASSERT_EQUAL(counts()->connections, 1);
        }
}

/* It fills in itself what it makes on the side. */
static void
a_side_whose_syn_was_left_to_its_card_may_end_so(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_PARTIAL;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    segment_of(NC_SUM_RIGHT, NC_SERVER, -1, NC_SYN | NC_ACK, "");
    segment_of(NC_SUM_RIGHT, NC_CLIENT, 0, NC_ACK, "");
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 0, NC_ACK | NC_FIN, "");
    IS(BELONGS);
}

static void
strictly_none_is_believed(void)
{
    talk_with(NC_SUM_PARTIAL, NC_SUM_RIGHT);
    strict = true;
    segment_of(NC_SUM_PARTIAL, NC_CLIENT, 1, NC_ACK, "p");
    segment_of(NC_SUM_MERGED, NC_CLIENT, 1, NC_ACK, "m");
    CU_ASSERT_STRING_EQUAL(noted(), "2: wrong checksum, longer than a frame, passed over");
    segment_of(NC_SUM_WRONG, NC_CLIENT, 1, NC_ACK, "w");
    say(NC_CLIENT, 1, "r");
    finish();
    TOLD(NC_CLIENT, "ar");
}

static void
a_wrong_network_header_counts_as_much(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    network_sum = NC_SUM_WRONG;
    say(NC_CLIENT, 1, "evil");
    CU_ASSERT_STRING_EQUAL(
        noted(), "1: wrong checksum, passed over unless nothing else comes in its place");
    network_sum = NC_SUM_RIGHT;
    say(NC_CLIENT, 1, "true");
    finish();
    TOLD(NC_CLIENT, "atrue");
}

static void
a_host_that_leaves_network_headers_to_its_card_is_believed(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    network_sum = NC_SUM_ZERO;
    hello();
    say(NC_CLIENT, 0, "fine");
    CU_ASSERT_STRING_EQUAL(noted(), "1: no checksum, believed: left to the network card (offload)");
    network_sum = NC_SUM_RIGHT;
    forge(NC_CLIENT, 4, "evil");
    finish();
    TOLD(NC_CLIENT, "fine");
}

static void
checksums_that_nobody_judged_show_nothing(void)
{
    talk_with(NC_SUM_UNKNOWN, NC_SUM_UNKNOWN);
    forge(NC_CLIENT, 1, "fine");
    finish();
    TOLD(NC_CLIENT, "afine");
}

/* What a worker may have written. */
static void
a_number_that_means_nothing_is_a_wrong_one(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(200, NC_CLIENT, 1, NC_ACK, "evil");
    network_sum = 255;
    say(NC_CLIENT, 1, "evil");
    network_sum = NC_SUM_RIGHT;
    say(NC_CLIENT, 1, "true");
    finish();
    TOLD(NC_CLIENT, "atrue");
}

static void
another_connection_has_shown_nothing_yet(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    client_port++;
    transport_sum = NC_SUM_WRONG;
    hello();
    say(NC_CLIENT, 0, "other");
    CU_ASSERT_EQUAL(counts()->connections, 2);
    CU_ASSERT_EQUAL(counts()->wrong, 0);
}

static void
what_a_side_has_shown_is_taken_back_with_its_packet(void)
{
    fresh_streams();
    with_reader();
    twice = true;
    transport_sum = NC_SUM_RIGHT;
    hello();
    forge(NC_CLIENT, 0, "evil");
    say(NC_CLIENT, 0, "true");
    finish();
    TOLD(NC_CLIENT, "true");
    CU_ASSERT_EQUAL(counts()->wrong, 1);
}

/* The segment that fills a hole and the one that is acknowledged with it are two. */
static void
what_fills_a_hole_is_not_what_came_behind_it(void)
{
    for (int late = 0; late < 2; late++) {
        talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
        segment_of(NC_SUM_WRONG, NC_CLIENT, 1, NC_ACK, "second");
        say(NC_CLIENT, 7, "third");
        segment_of(NC_SUM_PARTIAL, NC_CLIENT, 12, NC_ACK, "fourth");
        later(late ? 2 * limits.gap_wait : limits.gap_wait / 2);
        acknowledge(NC_SERVER, 18);
        later(2 * limits.gap_wait);
        expire();
        TOLD(NC_CLIENT, "asecondthirdfourth");
    }
}

/* Nothing right comes behind them that would show a hole. */
static void
where_all_are_wrong_they_count_once_they_were_acknowledged(void)
{
    talk_with(NC_SUM_RIGHT, NC_SUM_RIGHT);
    segment_of(NC_SUM_WRONG, NC_CLIENT, 1, NC_ACK, "b");
    acknowledge(NC_SERVER, 2);
    TOLD(NC_CLIENT, "a");
    later(2 * limits.gap_wait);
    expire();
    TOLD(NC_CLIENT, "ab");
    for (int i = 2; i < 400; i++) {
        segment_of(NC_SUM_WRONG, NC_CLIENT, i, NC_ACK, "c");
        acknowledge(NC_SERVER, i + 1);
    }
    later(2 * limits.gap_wait);
    expire();
    CU_ASSERT_EQUAL(strlen(told(NC_CLIENT)), 400);
    CU_ASSERT_EQUAL(counts()->damaged, 399);
}

static void
and_where_nobody_was_captured_who_could(void)
{
    for (int by_time = 0; by_time < 2; by_time++) {
        fresh_streams();
        with_reader();
        transport_sum = NC_SUM_RIGHT;
        segment(NC_CLIENT, -1, NC_SYN, "", 0);
        segment_of(NC_SUM_WRONG, NC_CLIENT, 0, NC_ACK, "abc");
        segment_of(NC_SUM_WRONG, NC_CLIENT, 3, NC_ACK, "def");
        TOLD(NC_CLIENT, "");
        if (by_time) {
            later(31 * (uint64_t)SECOND);
            expire();
        } else
            finish();
        TOLD(NC_CLIENT, "abcdef");
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_wrong_segment_sent_first_does_not_win_over_the_true_one),
        SENTENCE(one_that_waits_behind_a_hole_does_not_either),
        SENTENCE(a_connection_that_is_over_says_nothing_of_the_next),
        SENTENCE(a_right_syn_is_enough),
        SENTENCE(a_side_that_has_shown_no_right_one_is_believed_and_noted),
        SENTENCE(wrong_ends_and_beginnings_do_not_silence_a_connection),
        SENTENCE(nor_on_sides_that_leave_theirs_to_a_card),
        SENTENCE(a_side_with_partial_ones_keeps_them_though_it_shows_right_ones),
        SENTENCE(what_is_forged_before_the_answer_poisons_no_side),
        SENTENCE(a_side_whose_syn_was_left_to_its_card_may_end_so),
        SENTENCE(strictly_none_is_believed),
        SENTENCE(a_wrong_network_header_counts_as_much),
        SENTENCE(a_host_that_leaves_network_headers_to_its_card_is_believed),
        SENTENCE(checksums_that_nobody_judged_show_nothing),
        SENTENCE(a_number_that_means_nothing_is_a_wrong_one),
        SENTENCE(another_connection_has_shown_nothing_yet),
        SENTENCE(what_a_side_has_shown_is_taken_back_with_its_packet),
        SENTENCE(what_fills_a_hole_is_not_what_came_behind_it),
        SENTENCE(where_all_are_wrong_they_count_once_they_were_acknowledged),
        SENTENCE(and_where_nobody_was_captured_who_could),
        SENTENCES_END
    };

    return sentences("streams_sums", own);
}
