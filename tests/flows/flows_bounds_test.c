/* SPDX-License-Identifier: Apache-2.0 */
/* Too many flows, too large records, workers that die. */
#include "flows_helper.h"

#include <string.h>

static void
beyond_the_limit_the_flow_idle_longest_is_ended(void)
{
    struct table *t = with(30, 0, 3);

    for (uint16_t i = 1; i <= 3; i++)
        see(t, at(i, i, 0));
    see(t, at(4, 1, 0));
    see(t, at(5, 4, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "2.1 evicted 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "1.1 input 2; 3.1 input 1; 4.1 input 1");
}

static void
beyond_the_limit_closed_flows_go_first_and_lose_nothing(void)
{
    struct table *t = with(30, 0, 2);

    see(t, at(1, 1, 0));
    see(t, at(2, 2, NC_FIN));
    see(t, at(3, 3, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "2.1 closed 1");
}

static void
a_table_of_one_flow_works(void)
{
    struct table *t = with(30, 0, 1);

    see(t, at(1, 1, 0));
    see(t, at(2, 2, 0));
    see(t, at(3, 1, 0));
    see(t, at(4, 1, NC_SYN));
    CU_ASSERT_STRING_EQUAL(at_the_end(t),
                           "1.1 evicted 1; 2.1 evicted 1; 1.2 reused 1; 1.3 input 1");
}

static void
a_plugin_switched_off_counts_but_writes_nothing(void)
{
    struct table *t = with(30, 0, 10);

    t->plugin.enabled = false;
    see(t, at(1, 7, NC_FIN));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->ended[NC_END_CLOSED], 1);
}

static void
a_record_that_asks_for_too_much_memory_is_refused_and_counted(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 7, 0));
    t->greedy = 1 << 20;
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->refused, 1);
    CU_ASSERT_EQUAL(flows_counts(t->flows)->ended[NC_END_INPUT], 1);
}

static void
each_record_has_the_packets_memory_to_itself(void)
{
    struct table *t = with(30, 0, 10);

    t->greedy = 100000;
    for (uint16_t i = 1; i <= 4; i++)
        see(t, at(i, i, 0));
    see(t, at(100, 0, 0));
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 idle 1; 2.1 idle 1; 3.1 idle 1; 4.1 idle 1");
}

static void
a_flow_over_whose_end_a_worker_died_is_dropped(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting late = at(100, 3, 0);

    see(t, at(1, 1, 0));
    see(t, at(2, 2, NC_FIN));
    try_to_see(t, &late); /* the worker dies over the last of the records it makes */
    undo_rollback(t->undo);
    log_text(t);
    drop(t, t->victim);
    see(t, late);
    CU_ASSERT_STRING_EQUAL(log_text(t), "2.1 closed 1");
    CU_ASSERT_EQUAL(flows_counts(t->flows)->refused, 1);
    see(t, at(101, 1, 0));
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "3.1 input 1; 1.2 input 1");
}

static void
the_victim_is_forgotten_when_the_plugin_came_back(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 1, 0));
    see(t, at(100, 0, 0));
    CU_ASSERT_EQUAL(t->victim, 1);
    CU_ASSERT_EQUAL(atomic_load(&t->undo->victim), 0);
}

static void
a_victim_that_is_no_flow_is_ignored(void)
{
    struct table *t = with(30, 0, 10);

    see(t, at(1, 1, 0));
    see(t, at(2, 2, NC_FIN));
    see(t, at(20, 0, 0));
    log_text(t);
    drop(t, 0);
    drop(t, 2);
    drop(t, 3);
    drop(t, UINT32_MAX);
    CU_ASSERT_EQUAL(flows_counts(t->flows)->refused, 0);
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "1.1 input 1");
}

static void
a_packet_whose_records_do_not_fit_comes_again(void)
{
    struct table *t = with(30, 0, 10);
    struct nc_sighting late = at(100, 1, 0);

    for (uint16_t i = 1; i <= 3; i++)
        see(t, at(i, i, 0));
    t->space = 2;
    try_to_see(t, &late);
    CU_ASSERT_TRUE(t->pkt.full);
    undo_rollback(t->undo);
    log_text(t);
    t->space = LOG_MAX;
    see(t, late);
    CU_ASSERT_STRING_EQUAL(log_text(t), "1.1 idle 1; 2.1 idle 1; 3.1 idle 1");
    CU_ASSERT_STRING_EQUAL(at_the_end(t), "1.2 input 1");
}

static void
a_name_that_is_too_long_ends_with_a_whole_character(void)
{
    struct table *t = with(0, 0, 1);
    struct nc_sighting named = at(1, 1, 0);
    char name[NC_NAME_MAX + 8];

    memset(name, 'a', sizeof name);
    strcpy(name + NC_NAME_MAX - 2, "\xc3\xa9");
    named.name = name;
    see(t, named);
    at_the_end(t);
    CU_ASSERT_EQUAL(strlen(t->name), NC_NAME_MAX - 2);
}

/* The place of the flow that went is the new one's, and so is that of its name. */
static void
a_name_is_taken_back_with_the_packet_that_brought_it(void)
{
    struct table *t = with(30, 0, 1);
    struct nc_sighting named = at(1, 1, 0), other = at(2, 2, 0);

    named.name = "one.example";
    see(t, named);
    other.name = "other.example";
    try_to_see(t, &other);
    undo_rollback(t->undo);
    log_text(t);
    see(t, at(3, 3, 0));
    CU_ASSERT_STRING_EQUAL(a_tick_later(t), "1.1 evicted 1");
    CU_ASSERT_STRING_EQUAL(t->name, "one.example");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(beyond_the_limit_the_flow_idle_longest_is_ended),
        SENTENCE(beyond_the_limit_closed_flows_go_first_and_lose_nothing),
        SENTENCE(a_table_of_one_flow_works),
        SENTENCE(a_plugin_switched_off_counts_but_writes_nothing),
        SENTENCE(a_record_that_asks_for_too_much_memory_is_refused_and_counted),
        SENTENCE(each_record_has_the_packets_memory_to_itself),
        SENTENCE(a_flow_over_whose_end_a_worker_died_is_dropped),
        SENTENCE(the_victim_is_forgotten_when_the_plugin_came_back),
        SENTENCE(a_victim_that_is_no_flow_is_ignored),
        SENTENCE(a_packet_whose_records_do_not_fit_comes_again),
        SENTENCE(a_name_that_is_too_long_ends_with_a_whole_character),
        SENTENCE(a_name_is_taken_back_with_the_packet_that_brought_it),
        SENTENCES_END
    };
    int status = sentences("flows_bounds", own);

    with_none();
    return status;
}
