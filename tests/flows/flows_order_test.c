/* SPDX-License-Identifier: Apache-2.0 */
/* In which order the records of flows are written: by the tick in which they ended, then by the
 * number of their first packet. */
#include "flows_helper.h"

static void
those_that_ended_in_one_tick_stand_by_their_first_packet(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1.9, 7, 0));
    see(t, at(26.2, 8, NC_FIN));
    see(t, at(99, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "7.1 idle 1; 8.1 closed 1");
    see(t, at(200.1, 3, 0));
    see(t, at(200.2, 2, NC_SYN));
    see(t, at(200.3, 1, NC_SYN));
    see(t, at(200.4, 1, NC_SYN));
    see(t, at(200.5, 2, NC_SYN));
    see(t, at(200.6, 3, NC_SYN));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "3.1 reused 1; 2.1 reused 1; 1.1 reused 1");
}

static void
a_tick_before_comes_before_whoever_began_first(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(1.2, 8, 0));
    see(t, at(2.2, 7, 0));
    see(t, at(99, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "8.1 idle 1; 7.1 idle 2");
}

static void
of_one_packet_the_outermost_level_comes_first(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting outer = at(1, 7, 0), inner = at(1, 7, 0);

    outer.number = inner.number = 5;
    inner.place.depth = 1;
    inner.captured = 40;
    see(t, inner);
    see(t, outer);
    expire(t, UINT64_MAX, 9);
    CU_ASSERT_EQUAL(t->log[0].bytes, 100);
    CU_ASSERT_EQUAL(t->log[1].bytes, 40);
}

static void
a_flow_that_waits_for_its_turn_takes_no_packets(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    see(t, at(1.1, 7, NC_SYN));
    see(t, at(1.2, 7, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "7.1 reused 1; 7.2 input 2");
}

/* Four flows, and two that may wait: the third that ends sends the first on its way. */
static void
beyond_the_limit_of_those_that_wait_the_first_is_written_before_its_tick_is_over(void)
{
    struct table *t = with(30, 0, 4);

    for (int round = 0; round < 3; round++)
        see(t, at(1 + round / 10.0, 1, NC_SYN));
    CU_ASSERT_STRING_EQUAL(log_text(t), "");
    see(t, at(1.5, 1, NC_SYN));
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 reused 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "1.2 reused 1; 1.3 reused 1; 1.4 input 1");
}

static void
at_the_end_all_may_wait(void)
{
    struct table *t = with(30, 0, 4);

    for (uint16_t i = 4; i; i--)
        see(t, at(1 + i / 10.0, i, 0));
    for (uint16_t i = 1; i <= 2; i++)
        see(t, at(1.6, i, NC_SYN));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "4.1 input 1; 3.1 input 1; 2.1 reused 1; 1.1 reused 1; "
                                          "1.2 input 1; 2.2 input 1");
}

/* What comes before it comes again as well. */
static void
one_that_waits_is_dropped_when_its_turn_comes(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting next = at(2, 9, 0);

    see(t, at(1, 1, 0));
    see(t, at(1, 2, 0));
    see(t, at(1.1, 1, NC_SYN));
    see(t, at(1.1, 2, NC_SYN));
    try_to_see(t, &next);
    undo_rollback(t->undo);
    log_text(t);
    drop(t, t->victim);
    see(t, next);
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 reused 1");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->refused, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(those_that_ended_in_one_tick_stand_by_their_first_packet),
        SENTENCE(a_tick_before_comes_before_whoever_began_first),
        SENTENCE(of_one_packet_the_outermost_level_comes_first),
        SENTENCE(a_flow_that_waits_for_its_turn_takes_no_packets),
        SENTENCE(beyond_the_limit_of_those_that_wait_the_first_is_written_before_its_tick_is_over),
        SENTENCE(at_the_end_all_may_wait),
        SENTENCE(one_that_waits_is_dropped_when_its_turn_comes),
        SENTENCES_END
    };
    int status = sentences("flows_order", own);

    with_none();
    return status;
}
