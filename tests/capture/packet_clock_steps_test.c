/* SPDX-License-Identifier: Apache-2.0 */
/* Steps forward: which of them are time that passed. */
#include "packet_clock_helper.h"

static void
a_packet_that_leaps_alone_moves_nothing(void)
{
    static const int64_t leaps[] = { 61 * S, 400 * S, 2 * YEAR, 80 * YEAR };

    for (int where = 0; where < 100; where += 9)
        for (size_t i = 0; i < sizeof leaps / sizeof *leaps; i++) {
            begin();
            many(0, 100, 0, S, 0);
            packets[where].seconds += leaps[i] / S;
            CU_ASSERT(worst() <= S);
        }
}

static void
the_last_packet_that_leaps_alone_moves_nothing(void)
{
    begin();
    many(0, 10, 0, S, 0);
    at(0, 10 * S, 400 * S);
    CU_ASSERT_EQUAL(last(), 9 * S);
}

static void
one_packet_of_long_ago_moves_nothing(void)
{
    begin();
    many(0, 50, 0, S, 0);
    at(0, 50 * S, -40 * YEAR);
    many(0, 50, 51 * S, S, 0);
    CU_ASSERT(worst() <= S);
}

static void
an_hour_that_16_packets_confirm_counts_from_the_first_one_on(void)
{
    begin();
    many(0, 20, 0, S, 0);
    many(0, 17, HOUR, S, 0);
    CU_ASSERT_EQUAL(worst(), 0);
}

static void
an_hour_counts_when_the_input_ends_with_fewer_packets(void)
{
    begin();
    many(0, 3, 0, S, 0);
    many(0, 2, HOUR, S, 0);
    CU_ASSERT_EQUAL(worst(), 0);
}

static void
a_step_that_15_packets_confirm_and_one_does_not_is_none(void)
{
    begin();
    many(0, 20, 0, S, 0);
    many(0, 16, 20 * S, 0, 400 * S);
    many(0, 20, 21 * S, S, 0);
    CU_ASSERT(worst() <= S);
}

static void
packets_an_hour_apart_each_count(void)
{
    begin();
    many(0, 100, 0, HOUR, 0);
    at(0, 99 * HOUR + S, 0);
    CU_ASSERT_EQUAL(worst(), 0);
}

static void
an_hour_without_any_packet_counts_once_for_two_interfaces(void)
{
    begin();
    for (int hour = 0; hour < 10; hour++)
        for (int i = 0; i < 100; i++)
            at((uint32_t)i % 2, hour * HOUR + i * S / 4, i % 2 * 100 * S);
    CU_ASSERT(worst() <= S);
}

/* In one interface the two can only be told apart roughly. */
static void
an_hour_without_any_packet_counts_once_for_two_clocks_of_one_interface(void)
{
    begin();
    for (int hour = 0; hour < 10; hour++)
        for (int i = 0; i < 100; i++)
            at(0, hour * HOUR + i * S / 4, i % 2 * 100 * S);
    CU_ASSERT(worst() <= 10 * 101 * S);
}

static void
the_time_between_two_files_counts_at_once(void)
{
    begin();
    many(0, 10, 0, S, 0);
    at(FILE_BEGINS, 5 * HOUR, 0);
    at(2 * FILE_BEGINS + 1, 9 * HOUR, 0);
    CU_ASSERT_EQUAL(worst(), 0);
}

static void
a_file_that_goes_on_where_another_ended_adds_nothing(void)
{
    begin();
    for (int i = 0; i < 1000; i++)
        at((uint32_t)(i / 100 * FILE_BEGINS + i % 2), i * S, i % 2 * 100 * S);
    CU_ASSERT(worst() <= 2 * S);
}

static void
an_earlier_file_begins_where_the_capture_stands(void)
{
    begin();
    many(0, 10, 0, S, 0);
    many(FILE_BEGINS, 10, 9 * S, S, -YEAR);
    many(2 * FILE_BEGINS, 10, 18 * S, S, -2 * YEAR);
    CU_ASSERT(worst() <= S);
}

static void
packets_behind_a_file_confirm_nothing_in_it(void)
{
    begin();
    many(0, 10, 0, S, 0);
    at(0, 10 * S, 400 * S);
    many(FILE_BEGINS, 30, 11 * S, S, 0);
    CU_ASSERT(worst() <= 2 * S);
}

static void
live_a_step_counts_with_the_17th_packet(void)
{
    begin();
    many(0, 10, 0, S, 0);
    many(0, 17, 10 * S, S, 8 * HOUR);
    tell_live();
    CU_ASSERT_EQUAL(packets[9].clock, 9 * S);
    CU_ASSERT_EQUAL(packets[25].clock, 9 * S);
    CU_ASSERT_EQUAL(packets[26].clock, 26 * S + 8 * HOUR);
}

static void
packets_that_leap_alone_ever_further_move_nothing(void)
{
    begin();
    for (int i = 0; i < 1000; i++)
        at(0, i * S, i % 20 == 7 ? (i + 400) * S : 0);
    CU_ASSERT(worst() <= S);
}

static void
live_a_packet_that_leaps_alone_moves_nothing(void)
{
    begin();
    for (int i = 0; i < 1000; i++)
        at(0, i * S, i % 20 == 7 ? (i + 400) * S : 0);
    tell_live();
    CU_ASSERT_EQUAL(packets[999].clock, 999 * S);
}

static void
live_silence_that_was_told_needs_no_packets_to_confirm_it(void)
{
    begin();
    at(0, 0, 0);
    tell_live();
    CU_ASSERT_EQUAL(packet_clock_idle(&live_clock, 600 * S), 600 * S);
    CU_ASSERT_EQUAL(packet_clock_idle(&live_clock, 500 * S), 600 * S);
    at(0, 601 * S, 0);
    CU_ASSERT(packet_clock_tell(&live_clock, &packets[1], 1, PACKET_CLOCK_LIVE));
    CU_ASSERT_EQUAL(packets[1].clock, 601 * S);
    CU_ASSERT_EQUAL(packet_clock_idle(&live_clock, 9 * S), 610 * S);
    CU_ASSERT(packet_clock_idle(&live_clock, UINT64_MAX) < UINT64_MAX / 2);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_that_leaps_alone_moves_nothing),
        SENTENCE(the_last_packet_that_leaps_alone_moves_nothing),
        SENTENCE(packets_that_leap_alone_ever_further_move_nothing),
        SENTENCE(one_packet_of_long_ago_moves_nothing),
        SENTENCE(an_hour_that_16_packets_confirm_counts_from_the_first_one_on),
        SENTENCE(an_hour_counts_when_the_input_ends_with_fewer_packets),
        SENTENCE(a_step_that_15_packets_confirm_and_one_does_not_is_none),
        SENTENCE(packets_an_hour_apart_each_count),
        SENTENCE(an_hour_without_any_packet_counts_once_for_two_interfaces),
        SENTENCE(an_hour_without_any_packet_counts_once_for_two_clocks_of_one_interface),
        SENTENCE(the_time_between_two_files_counts_at_once),
        SENTENCE(a_file_that_goes_on_where_another_ended_adds_nothing),
        SENTENCE(an_earlier_file_begins_where_the_capture_stands),
        SENTENCE(packets_behind_a_file_confirm_nothing_in_it),
        SENTENCE(live_a_step_counts_with_the_17th_packet),
        SENTENCE(live_a_packet_that_leaps_alone_moves_nothing),
        SENTENCE(live_silence_that_was_told_needs_no_packets_to_confirm_it),
        SENTENCES_END
    };

    return sentences("packet clock steps", own);
}
