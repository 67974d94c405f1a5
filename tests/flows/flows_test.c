/* SPDX-License-Identifier: Apache-2.0 */
#include "flows_helper.h"

#include <stdlib.h>
#include <string.h>

static void
packets_of_one_id_are_one_flow(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(2, 8, 0));
    see(t, at(3, 7, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 input 2; 8.1 input 1");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->flows, 2);
    CU_ASSERT_EQUAL(flows_counts(t->flows)->ended[NC_END_INPUT], 2);
}

static struct nc_sighting
placed(double seconds, uint64_t scope, uint8_t depth, uint8_t links)
{
    struct nc_sighting sighting = at(seconds, 7, 0);

    sighting.place.scope = scope;
    sighting.place.depth = depth;
    sighting.place.link_depth = links;
    return sighting;
}

static void
one_id_in_another_scope_or_depth_is_another_flow(void)
{
    struct table *t = with(30, 0, 10);

    see(t, placed(1, 0, 0, 0));
    see(t, placed(2, 5, 0, 0));
    see(t, placed(3, 0, 1, 0));
    see(t, placed(4, 0, 0, 1));
    see(t, placed(5, 0, 0, 0));
    CU_ASSERT_EQUAL(flows_counts(t->flows)->flows, 4);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 input 2; 7.1 input 1; 7.1 input 1; 7.1 input 1");
}

static void
parts_are_counted_in_each_scope_by_itself(void)
{
    struct table *t = with(30, 0, 10);

    see(t, placed(1, 0, 0, 0));
    see(t, placed(100, 0, 0, 0));
    see(t, placed(101, 5, 0, 0));
    see(t, placed(200, 0, 0, 0));
    see(t, placed(201, 5, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "7.1 idle 1; 7.2 idle 1; 7.1 idle 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.3 input 1; 7.2 input 1");
}

/* The tag of the first packet is told; where tags are ignored the others may have another. */
static void
what_a_place_shows_besides_makes_no_flow(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting other = placed(2, 0, 0, 0);

    see(t, placed(1, 0, 0, 0));
    other.place.tag[0] = 9;
    other.place.tunnel = 5;
    other.place.tunnel_kind = NC_SCOPE_GTP;
    see(t, other);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 input 2");
}

static void
the_plugins_state_sees_each_packet_once(void)
{
    struct table *t = with(30, 0, 10);

    for (int i = 0; i < 5; i++)
        see(t, at(i, 7, 0));
    see(t, at(5, 7, NC_SYN));
    expire(t, UINT64_MAX, 9);
    CU_ASSERT_EQUAL(t->log[0].bytes, 500);
    CU_ASSERT_EQUAL(t->log[1].bytes, 100);
}

static void
a_pause_longer_than_the_idle_timeout_begins_the_next_part(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(31.000000001, 7, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 idle 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.2 input 1");
}

static void
a_pause_as_long_as_the_idle_timeout_does_not(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(31, 7, 0));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 input 2");
}

static void
a_flow_longer_than_the_active_timeout_goes_on_as_its_next_part(void)
{
    struct table *t = with(30, 60, 10);

    for (int i = 0; i <= 6; i++)
        see(t, at(10 * i, 7, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    see(t, at(60.5, 7, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 active 7");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.2 input 1");
}

static void
the_next_part_is_shown_the_one_before_once(void)
{
    struct table *t = with(30, 60, 1);
    struct nc_sighting packet = at(0, 7, 0);

    for (int i = 0; i <= 6; i++)
        see(t, at(10 * i, 7, 0));
    CU_ASSERT_EQUAL(bytes_before(), 0);
    see(t, at(61, 7, 0));
    CU_ASSERT_EQUAL(bytes_before(), 7 * packet.captured);
    see(t, at(62, 7, 0));
    CU_ASSERT_EQUAL(bytes_before(), 0);
    see(t, at(93, 7, 0)); /* was idle too long */
    CU_ASSERT_EQUAL(bytes_before(), 0);
}

static void
timeouts_of_zero_end_nothing(void)
{
    struct table *t = with(0, 0, 10);

    see(t, at(0, 7, 0));
    see(t, at(1e9, 8, 0));
    see(t, at(2e9, 7, 0));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 input 2; 8.1 input 1");
}

static void
another_flows_packet_ends_an_idle_one(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(31, 8, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    see(t, at(31.5, 8, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 idle 1");
}

static void
a_packet_of_no_flow_lets_time_pass_and_nothing_else(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(40, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "7.1 idle 1");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->flows, 1);
}

static void
one_packet_does_eight_steps_for_flows_whose_time_is_over_and_no_more(void)
{
    struct table *t = with(30, 0, 100);

    for (uint16_t i = 1; i <= 6; i++)
        see(t, at(i, i, 0));
    see(t, at(100, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 idle 1; 2.1 idle 1");
    see(t, at(100, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "3.1 idle 1; 4.1 idle 1; 5.1 idle 1; 6.1 idle 1");
}

static void
a_closed_flow_takes_late_packets(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(2, 7, NC_FIN));
    see(t, at(7, 7, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    see(t, at(12.5, 8, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 closed 3");
}

static void
a_packet_too_late_for_a_closed_flow_begins_the_next_part(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, NC_RST));
    see(t, at(6.5, 7, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 reset 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.2 input 1");
}

static void
what_ended_a_flow_first_is_why_it_ended(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, NC_FIN));
    see(t, at(2, 7, NC_RST));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 closed 2");
}

/* Of a RST that overtook the FIN before it, or that nobody believed. */
static void
what_comes_behind_a_reset_may_close_a_flow_or_go_on(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, NC_RST));
    see(t, at(2, 7, NC_FIN));
    see(t, at(3, 8, NC_RST));
    see(t, at(4, 8, NC_PSH));
    see(t, at(5, 9, NC_FIN));
    see(t, at(6, 9, NC_PSH));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 closed 2; 8.1 input 2; 9.1 closed 2");
}

static void
a_flow_that_opens_anew_ends_the_one_before(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, NC_SYN));
    see(t, at(2, 7, 0));
    see(t, at(3, 7, NC_SYN));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.1 reused 2");
    see(t, at(4, 7, NC_FIN));
    see(t, at(5, 7, NC_SYN));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "7.2 closed 2");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.3 input 1");
}

static void
a_plugin_that_always_wants_another_flow_gets_one_a_packet(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, NC_SYN | NC_URG));
    see(t, at(2, 7, NC_SYN | NC_URG));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 reused 1; 7.2 input 1");
}

static void
time_that_runs_backwards_is_counted_and_splits_nothing(void)
{
    struct table *t = with(30, 60, 10);
    struct nc_sighting early = at(1000, 7, 0), middle = at(1000, 7, 0);

    see(t, at(1000, 7, 0));
    early.time.seconds = 500;
    middle.time.seconds = 900;
    see(t, early);
    see(t, middle);
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    expire(t, UINT64_MAX, 9);
    CU_ASSERT_EQUAL(t->log[0].first.seconds, 500);
    CU_ASSERT_EQUAL(t->log[0].last.seconds, 1000);
    CU_ASSERT_EQUAL(flows_counts(t->flows)->backwards, 2);
}

static void
packets_of_one_moment_are_not_backwards(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(1, 7, 0));
    CU_ASSERT_EQUAL(flows_counts(t->flows)->backwards, 0);
}

static void
a_packet_that_opens_another_flow_is_no_step_back_of_the_one_before(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting early = at(1000, 7, NC_SYN);

    see(t, at(1000, 7, 0));
    early.time.seconds = 500;
    see(t, early);
    CU_ASSERT_EQUAL(flows_counts(t->flows)->backwards, 0);
    expire(t, UINT64_MAX, 9);
    CU_ASSERT_EQUAL(t->log[0].first.seconds, 1000);
    CU_ASSERT_EQUAL(t->log[1].last.seconds, 500);
}

static void
at_the_end_each_flow_says_its_own_reason(void)
{
    struct table *t = with(30, 0, 100);

    for (uint16_t i = 1; i <= 5; i++)
        see(t, at(0, i, 0));
    see(t, at(39, 6, NC_FIN));
    see(t, at(39.5, 7, 0));
    log_text(t);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "6.1 closed 1; 7.1 input 1");
    see(t, at(100, 1, 0));
    see(t, at(100, 2, 0));
    see(t, at(100, 3, 0));
    see(t, at(100, 4, 0));
    see(t, at(100, 5, 0));
    see(t, at(200, 9, 0));
    log_text(t);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "4.2 idle 1; 5.2 idle 1; 9.1 input 1");
}

static void
the_clock_alone_ends_what_is_idle_as_many_as_asked(void)
{
    struct table *t = with(30, 0, 100);

    for (uint16_t i = 1; i <= 5; i++)
        see(t, at(i, i, 0));
    CU_ASSERT_EQUAL(expire(t, UINT64_C(34500000000), 5), 5);
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 idle 1");
    CU_ASSERT_EQUAL(expire(t, UINT64_C(34500000000), 9), 2);
    CU_ASSERT_EQUAL(expire(t, UINT64_C(34500000000), 9), 0);
    CU_ASSERT_STRING_EQUAL(log_text(t), "2.1 idle 1; 3.1 idle 1");
    CU_ASSERT_EQUAL(expire(t, UINT64_C(35000000000), 9), 1);
    CU_ASSERT_STRING_EQUAL(log_text(t), "4.1 idle 1");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(packets_of_one_id_are_one_flow),
        SENTENCE(one_id_in_another_scope_or_depth_is_another_flow),
        SENTENCE(parts_are_counted_in_each_scope_by_itself),
        SENTENCE(what_a_place_shows_besides_makes_no_flow),
        SENTENCE(the_plugins_state_sees_each_packet_once),
        SENTENCE(a_pause_longer_than_the_idle_timeout_begins_the_next_part),
        SENTENCE(a_pause_as_long_as_the_idle_timeout_does_not),
        SENTENCE(a_flow_longer_than_the_active_timeout_goes_on_as_its_next_part),
        SENTENCE(the_next_part_is_shown_the_one_before_once),
        SENTENCE(timeouts_of_zero_end_nothing),
        SENTENCE(another_flows_packet_ends_an_idle_one),
        SENTENCE(a_packet_of_no_flow_lets_time_pass_and_nothing_else),
        SENTENCE(one_packet_does_eight_steps_for_flows_whose_time_is_over_and_no_more),
        SENTENCE(a_closed_flow_takes_late_packets),
        SENTENCE(a_packet_too_late_for_a_closed_flow_begins_the_next_part),
        SENTENCE(what_ended_a_flow_first_is_why_it_ended),
        SENTENCE(what_comes_behind_a_reset_may_close_a_flow_or_go_on),
        SENTENCE(a_flow_that_opens_anew_ends_the_one_before),
        SENTENCE(a_plugin_that_always_wants_another_flow_gets_one_a_packet),
        SENTENCE(time_that_runs_backwards_is_counted_and_splits_nothing),
        SENTENCE(packets_of_one_moment_are_not_backwards),
        SENTENCE(a_packet_that_opens_another_flow_is_no_step_back_of_the_one_before),
        SENTENCE(at_the_end_each_flow_says_its_own_reason),
        SENTENCE(the_clock_alone_ends_what_is_idle_as_many_as_asked),
        SENTENCES_END
    };
    int status = sentences("flows", own);

    with_none();
    return status;
}
