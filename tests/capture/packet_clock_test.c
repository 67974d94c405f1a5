/* SPDX-License-Identifier: Apache-2.0 */
/* Many clocks that go wrong, each in its way, and one out of them. */
#include "packet_clock_helper.h"

#include <stdlib.h>

static void
one_clock_is_told_as_it_is(void)
{
    begin();
    many(0, 5000, 0, S / 3, 0);
    CU_ASSERT_EQUAL(worst(), 0);
}

static void
two_interfaces_100_s_apart_agree(void)
{
    begin();
    for (int i = 0; i < 2000; i++)
        at((uint32_t)i % 2, i * S / 4, i % 2 * 100 * S);
    CU_ASSERT_EQUAL(worst(), S / 4);
}

static void
three_interfaces_agree_whichever_is_ahead(void)
{
    static const int64_t wrong_by[] = { 0, 3 * YEAR, -7 * HOUR };

    begin();
    for (int i = 0; i < 3000; i++)
        at((uint32_t)(i * i % 3), i * S / 4, wrong_by[i * i % 3]);
    CU_ASSERT(worst() <= S);
}

static void
two_clocks_in_one_interface_agree(void)
{
    for (int64_t apart = 20 * S; apart < YEAR; apart *= 3) {
        begin();
        for (int i = 0; i < 2000; i++)
            at(0, i * S / 4, i % 2 * apart);
        CU_ASSERT(worst() <= (apart <= 60 * S ? apart : S));
    }
}

static void
three_clocks_in_one_interface_agree(void)
{
    begin();
    for (int i = 0; i < 3000; i++)
        at(0, i * S / 4, (i * 5 + i / 7) % 3 * 100 * S);
    CU_ASSERT(worst() <= S);
}

/* More packets of one clock in a row than confirm a step: that step counts, once. */
static void
bursts_of_two_clocks_in_one_interface_add_up_to_one_step(void)
{
    begin();
    for (int i = 0; i < 4000; i++)
        at(0, i * S / 4, i / 40 % 2 * 100 * S);
    CU_ASSERT(worst() <= 101 * S);
}

static void
a_clock_set_back_and_forth_adds_nothing(void)
{
    begin();
    for (int i = 0; i < 6000; i++)
        at(0, i * S / 4, -(i / 500 % 2) * HOUR);
    CU_ASSERT(worst() <= S * 10);
}

static void
packets_out_of_order_add_nothing(void)
{
    for (unsigned seed = 0; seed < 40; seed++) {
        int spread = 1 + (int)seed % 6;

        begin();
        srand(seed);
        for (int i = 0; i < 15000; i++) {
            int interface = rand() % 3;

            at((uint32_t)interface, i * S / 10, rand() % spread * S);
        }
        CU_ASSERT(worst() <= 3 * spread * S);
    }
}

static void
a_clock_set_back_by_half_a_minute_is_waited_for_only_by_few(void)
{
    begin();
    many(0, 100, 0, S, 0);
    many(0, 100, 100 * S, S, -30 * S);
    CU_ASSERT(worst() <= S);
    begin();
    many(0, 100, 0, S, 0);
    many(0, 10, 100 * S, 0, -30 * S);
    many(0, 100, 101 * S, S, 0);
    CU_ASSERT(worst() <= S);
}

static void
clocks_that_drift_apart_for_weeks_agree(void)
{
    begin();
    for (int i = 0; i < 20000; i++)
        at((uint32_t)i % 2, i * 50 * S, i % 2 ? i * 50 * (S / 5000) : 0);
    CU_ASSERT(worst() <= 20000 * 50 * (S / 5000) + S);
    CU_ASSERT((int64_t)packets[19999].clock - (int64_t)packets[19998].clock < 61 * S);
}

static void
a_clock_set_forward_beside_one_that_goes_on_moves_nothing(void)
{
    begin();
    for (int i = 0; i < 2000; i++)
        at((uint32_t)i % 2, i * S / 4, i % 2 && i > 700 ? 400 * S : 0);
    CU_ASSERT(worst() <= S);
}

static void
a_silent_interface_comes_back_as_the_others_have_gone_on(void)
{
    begin();
    many(0, 10, 0, S, 0);
    many(1, 2000, 10 * S, S * 2, -HOUR);
    many(0, 10, 4010 * S, S, 0);
    CU_ASSERT(worst() <= S);
}

static void
packets_without_a_time_have_the_clock_as_it_stands(void)
{
    begin();
    for (int i = 0; i < 1000; i++) {
        at((uint32_t)i % 2, i * S / 4, i % 2 * 100 * S);
        truth[n_packets] = i * S / 4;
        packets[n_packets++].timeless = 1;
    }
    CU_ASSERT(worst() <= S / 4);
}

static void
more_interfaces_than_the_table_has_share_a_clock(void)
{
    begin();
    for (int i = 0; i < 20000; i++)
        at((uint32_t)(i * 977 % 65536), i * S / 100, 0);
    CU_ASSERT(worst() <= S);
}

/* Whatever comes: never back, no end, and the same however many packets are in view. */
static void
times_at_random_give_one_clock_however_many_packets_are_in_view(void)
{
    static uint64_t one[MOST];

    srand(7);
    for (int kind = 0; kind < 12; kind++) {
        begin();
        for (int i = 0; i < 3000; i++)
            put_packet((uint32_t)(rand() % (kind + 1) + rand() % 2000 / 1999 * FILE_BEGINS),
                       1700000000 * S + i * S + rand() % (kind + 1) * (rand() % 3 * 77 * S) +
                           (rand() % 50 ? 0 : (int64_t)rand() * S / 3));
        tell(1);
        for (size_t i = 0; i < n_packets; i++)
            one[i] = packets[i].clock;
        for (size_t view = 2; view < 4000; view = view * 3 + 1) {
            tell(view);
            for (size_t i = 0; i < n_packets; i++)
                CU_ASSERT_EQUAL(packets[i].clock, one[i]);
        }
    }
}

static void
times_at_both_ends_of_64_bits_are_survived(void)
{
    static const int64_t ends[] = { INT64_MIN,   INT64_MIN + 1, -9000000000,   -1,       0,
                                    4294967295u, 9000000000,    INT64_MAX - 1, INT64_MAX };
    enum { ENDS = sizeof ends / sizeof *ends };

    begin();
    srand(3);
    for (int i = 0; i < 3000; i++) {
        packets[i].interface = (uint32_t)(rand() % 2);
        packets[i].seconds = ends[i < 1000 ? i % ENDS : i < 2000 ? i / 40 % ENDS : rand() % ENDS];
        packets[i].nanoseconds = (uint32_t)rand() % 1000000000;
    }
    n_packets = 3000;
    tell(1);
    tell(100);
    tell_live();
}

static void
times_of_0_and_of_the_year_2106_in_turn_add_nothing(void)
{
    begin();
    for (int i = 0; i < 2000; i++)
        put_packet(0, i % 2 ? INT64_C(4294967295) * S : i);
    CU_ASSERT(last() < S);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(one_clock_is_told_as_it_is),
        SENTENCE(two_interfaces_100_s_apart_agree),
        SENTENCE(three_interfaces_agree_whichever_is_ahead),
        SENTENCE(two_clocks_in_one_interface_agree),
        SENTENCE(three_clocks_in_one_interface_agree),
        SENTENCE(bursts_of_two_clocks_in_one_interface_add_up_to_one_step),
        SENTENCE(a_clock_set_back_and_forth_adds_nothing),
        SENTENCE(packets_out_of_order_add_nothing),
        SENTENCE(a_clock_set_back_by_half_a_minute_is_waited_for_only_by_few),
        SENTENCE(clocks_that_drift_apart_for_weeks_agree),
        SENTENCE(a_clock_set_forward_beside_one_that_goes_on_moves_nothing),
        SENTENCE(a_silent_interface_comes_back_as_the_others_have_gone_on),
        SENTENCE(packets_without_a_time_have_the_clock_as_it_stands),
        SENTENCE(more_interfaces_than_the_table_has_share_a_clock),
        SENTENCE(times_at_random_give_one_clock_however_many_packets_are_in_view),
        SENTENCE(times_at_both_ends_of_64_bits_are_survived),
        SENTENCE(times_of_0_and_of_the_year_2106_in_turn_add_nothing),
        SENTENCES_END
    };

    return sentences("packet clock", own);
}
