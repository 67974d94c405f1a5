/* SPDX-License-Identifier: Apache-2.0 */
/* How long what is missing is waited for, by the time of packets that have nothing to do with
 * it. */
#include "streams_helper.h"

enum { ALONE = 30 };

static const uint64_t tick = 2 << 20; /* time of waiting is told this exactly */

static void
what_was_acknowledged_is_waited_for_by_time_alone(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 6);
    later(limits.gap_wait - tick);
    CU_ASSERT_EQUAL(expire(), 0);
    TOLD(NC_CLIENT, "");
    later(2 * tick);
    CU_ASSERT_EQUAL(expire(), 1);
    TOLD(NC_CLIENT, "[3]def");
    CU_ASSERT_EQUAL(expire(), 0);
}

static void
of_one_side_alone_half_a_minute_is_waited(void)
{
    for (int side = 0; side < 2; side++) {
        fresh_streams();
        with_reader();
        acknowledged(side, 0);
        segment(side, -1, side == NC_SERVER ? NC_SYN | NC_ACK : NC_SYN, "", 0);
        say(side, 3, "def");
        later(ALONE * (uint64_t)SECOND - tick);
        CU_ASSERT_EQUAL(expire(), 0);
        later(2 * tick);
        CU_ASSERT_EQUAL(expire(), 1);
        TOLD(side, "[3]def");
    }
}

static void
what_comes_within_it_is_no_gap(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 3, "def");
    later((ALONE - 1) * (uint64_t)SECOND);
    say(NC_CLIENT, 0, "abc");
    later(ALONE * (uint64_t)SECOND);
    expire();
    TOLD(NC_CLIENT, "abcdef");
    CU_ASSERT_EQUAL(counts()->gaps, 0);
}

static void
the_sides_own_segments_move_its_time_too(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 3, "def");
    later(ALONE * (uint64_t)SECOND);
    say(NC_CLIENT, 6, "ghi");
    TOLD(NC_CLIENT, "[3]defghi");
}

static void
each_hole_is_waited_for_by_itself(void)
{
    fresh_streams();
    with_reader();
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 3, "d");
    later(10 * (uint64_t)SECOND);
    say(NC_CLIENT, 6, "g");
    later(21 * (uint64_t)SECOND);
    expire();
    TOLD(NC_CLIENT, "[3]d");
    later(ALONE * (uint64_t)SECOND + tick);
    expire();
    TOLD(NC_CLIENT, "[3]d[2]g");
}

static void
what_the_receiver_lacks_too_is_waited_for(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 0);
    later(59 * (uint64_t)SECOND);
    expire();
    TOLD(NC_CLIENT, "");
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "abcdef");
}

static void
what_is_missing_before_the_last_end_ends_with_its_acknowledgement(void)
{
    fresh_streams();
    with_lines();
    hello();
    segment(NC_SERVER, 0, NC_FIN | NC_ACK, "hi\n", 3);
    goodbye(NC_CLIENT, 4);
    acknowledge(NC_SERVER, 5);
    later(limits.gap_wait - tick);
    CU_ASSERT_EQUAL(expire(), 0);
    CU_ASSERT_EQUAL(ended_times(), 0);
    later(2 * tick);
    CU_ASSERT_EQUAL(expire(), 1);
    CU_ASSERT_EQUAL(ended_times(), 1);
    CU_ASSERT(counts()->gaps == 1 && counts()->gap_bytes == 4);
}

static void
connections_are_waited_for_in_the_order_they_began_to(void)
{
    fresh_streams();
    with_reader();
    for (client_port = 1; client_port <= 50; client_port++) {
        hello();
        say(NC_CLIENT, 3, "def");
        acknowledge(NC_SERVER, 6);
        later(tick);
    }
    later(limits.gap_wait - 25 * tick);
    expire();
    CU_ASSERT(told_times() >= 24 && told_times() <= 26);
    for (uint32_t i = 0; i < told_times(); i++)
        CU_ASSERT_EQUAL(telling(i)->port, (int32_t)i + 1);
}

static void
what_ended_is_waited_for_no_more(void)
{
    talk();
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 6);
    finish();
    later(SECOND);
    CU_ASSERT_EQUAL(expire(), 0);
    TOLD(NC_CLIENT, "[3]def");
}

static void
all_of_it_is_taken_back_with_its_packet(void)
{
    fresh_streams();
    twice = true;
    with_reader();
    hello();
    say(NC_CLIENT, 3, "def");
    acknowledge(NC_SERVER, 6);
    later(SECOND);
    acknowledge(NC_SERVER, 6);
    say(NC_CLIENT, 9, "j");
    segment(NC_CLIENT, 900, NC_RST, "", 0);
    segment(NC_CLIENT, 10, NC_RST, "", 0);
    later(SECOND + tick);
    expire();
    TOLD(NC_CLIENT, "[3]def[3]j");
    CU_ASSERT_EQUAL(counts()->resets, 1);
}

/* Packets that come often find it the moment it is due. */
static void
what_was_put_off_of_a_side_alone_counts_after_half_a_minute(void)
{
    fresh_streams();
    with_reader();
    transport_sum = NC_SUM_RIGHT;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    say(NC_CLIENT, 0, "abc");
    transport_sum = NC_SUM_PARTIAL;
    say(NC_CLIENT, 3, "def");
    for (uint64_t waited = 0; waited < ALONE * (uint64_t)SECOND + tick; waited += SECOND / 8000) {
        later(SECOND / 8000);
        expire();
    }
    TOLD(NC_CLIENT, "abcdef");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_was_acknowledged_is_waited_for_by_time_alone),
        SENTENCE(of_one_side_alone_half_a_minute_is_waited),
        SENTENCE(what_comes_within_it_is_no_gap),
        SENTENCE(the_sides_own_segments_move_its_time_too),
        SENTENCE(each_hole_is_waited_for_by_itself),
        SENTENCE(what_the_receiver_lacks_too_is_waited_for),
        SENTENCE(what_is_missing_before_the_last_end_ends_with_its_acknowledgement),
        SENTENCE(connections_are_waited_for_in_the_order_they_began_to),
        SENTENCE(what_ended_is_waited_for_no_more),
        SENTENCE(all_of_it_is_taken_back_with_its_packet),
        SENTENCE(what_was_put_off_of_a_side_alone_counts_after_half_a_minute),
        SENTENCES_END
    };

    return sentences("streams_wait", own);
}
