/* SPDX-License-Identifier: Apache-2.0 */
/* What sdk/netcap/datagram.h promises of conversations. */
#include "streams_helper.h"

/* A plugin of port 7000, which is the server's. */
static void
begin(void)
{
    fresh_streams();
    with_datagrams("counter", 7000);
}

/* A plugin takes whatever it is shown. */
static void
read_all_datagrams(const char *name)
{
    with_reader();
    plugin_named("reader")->is.probe = NULL;
    plugin_named(name)->is.datagram = plugin_named("reader")->is.stream;
}

static void
the_state_lasts_as_long_as_the_conversation(void)
{
    begin();
    post(NC_CLIENT, "a");
    post(NC_SERVER, "b");
    client_port++;
    post(NC_CLIENT, "c");
    client_port--;
    post(NC_CLIENT, "d");
    TOLD(NC_CLIENT, "0:a|0:c|2:d|");
    TOLD(NC_SERVER, "1:b|");
    CU_ASSERT_EQUAL(telling(3)->offset, 1);
    CU_ASSERT(counts()->connections == 2 && counts()->conversations == 2 && read_by == 1);
}

static void
the_client_is_who_spoke_first(void)
{
    begin();
    post(NC_SERVER, "a");
    post(NC_CLIENT, "b");
    TOLD(NC_CLIENT, "0:a|");
    TOLD(NC_SERVER, "1:b|");
}

static void
a_conversation_that_nobody_wants_leaves_nothing(void)
{
    begin();
    server_port = 7001;
    post(NC_CLIENT, "a");
    CU_ASSERT(told_times() == 0 && counts()->connections == 0 && read_by == 0);
}

static void
a_refused_datagram_leaves_the_state_as_it_was(void)
{
    begin();
    post(NC_CLIENT, "a");
    post(NC_CLIENT, "refuse");
    CU_ASSERT(read_by == 0);
    post(NC_CLIENT, "b");
    TOLD(NC_CLIENT, "0:a|1:b|");
    CU_ASSERT_STRING_EQUAL(refused_because(), "counter: was told to");
    CU_ASSERT(ended_times() == 0 && counts()->refused == 0);
}

static void
one_that_is_refused_by_the_way_counts_all_the_same(void)
{
    begin();
    post(NC_CLIENT, "wrong");
    CU_ASSERT_STRING_EQUAL(refused_because(), "counter: was told that it is");
    post(NC_CLIENT, "a");
    TOLD(NC_CLIENT, "0:wrong|1:a|");
}

static void
a_conversation_that_is_declined_is_seen_no_more(void)
{
    begin();
    post(NC_CLIENT, "a");
    post(NC_CLIENT, "decline");
    post(NC_SERVER, "b");
    TOLD(NC_CLIENT, "0:a|");
    TOLD(NC_SERVER, "");
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
    CU_ASSERT(ended_times() == 1 && read_by == 0);
    finish();
    CU_ASSERT_EQUAL(ended_times(), 1);
}

static void
who_declines_the_first_gives_way_to_the_other_port(void)
{
    begin();
    with_datagrams("other", 40000);
    read_all_datagrams("other");
    post(NC_CLIENT, "decline");
    CU_ASSERT_EQUAL(read_by, 2);
    post(NC_SERVER, "decline");
    CU_ASSERT(read_by == 2 && telling(2)->by == 'o');
    CU_ASSERT_EQUAL(ended_times(), 1);
}

/* A port is a guess. */
static void
who_refuses_the_first_gives_way_to_the_other_port(void)
{
    begin();
    with_datagrams("other", 40000);
    read_all_datagrams("other");
    post(NC_CLIENT, "refuse");
    CU_ASSERT_EQUAL(read_by, 2);
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
    post(NC_SERVER, "a");
    CU_ASSERT(read_by == 2 && telling(1)->by == 'o');
    CU_ASSERT_EQUAL(ended_times(), 0);
}

static void
when_all_refuse_the_first_the_first_refusal_stands(void)
{
    begin();
    with_datagrams("other", 40000);
    post(NC_CLIENT, "refuse");
    CU_ASSERT_EQUAL(read_by, 0);
    CU_ASSERT_STRING_EQUAL(refused_because(), "counter: was told to");
    post(NC_CLIENT, "a");
    CU_ASSERT_EQUAL(read_by, 1);
    TOLD(NC_CLIENT, "0:a|");
    CU_ASSERT(counts()->conversations == 1 && ended_times() == 0);
}

static enum nc_answer
only_begun_with_r(const struct nc_datagram *is, struct nc_cursor *first)
{
    CU_ASSERT(is->key.value == 7000 && is->network_kind == NC_ENDPOINT_IPV4);
    return nc_u8(first) == 'r' ? NC_YES : NC_NO;
}

static void
what_is_not_recognised_is_the_other_ports_or_refused(void)
{
    begin();
    plugin_named("counter")->is.recognise = only_begun_with_r;
    post(NC_CLIENT, "no");
    CU_ASSERT_STRING_EQUAL(refused_because(), "counter: is no message of this protocol");
    CU_ASSERT(counts()->connections == 0);
    post(NC_CLIENT, "right");
    post(NC_CLIENT, "no");
    TOLD(NC_CLIENT, "0:right|1:no|");
    with_datagrams("other", 40001);
    client_port = 40001;
    post(NC_CLIENT, "no");
    CU_ASSERT_EQUAL(read_by, 2);
    client_address = 9;
    post(NC_SERVER, "right"); /* recognised by the sender's comes before the receiver's */
    CU_ASSERT_EQUAL(read_by, 1);
}

static void
a_silent_conversation_ends_and_may_begin_again(void)
{
    begin();
    post(NC_CLIENT, "a");
    later(limits.idle_timeout - 2000);
    CU_ASSERT(expire() == 0 && ended_times() == 0);
    later(2000);
    CU_ASSERT(expire() == 1 && ended_times() == 1);
    post(NC_SERVER, "b");
    later(limits.idle_timeout);
    post(NC_CLIENT, "c"); /* which finds it over by itself */
    CU_ASSERT(ended_times() == 2 && counts()->conversations == 3);
    TOLD(NC_CLIENT, "0:a|0:b|0:c|");
    finish();
    CU_ASSERT_STRING_EQUAL(ended_with(), "111");
}

static void
the_conversation_beyond_the_limit_ends_another(void)
{
    for (uint32_t more = 0; more < 3; more++) {
        begin();
        limits.connections = 10;
        again_with_limits();
        for (uint32_t i = 0; i < 9 + more; i++) {
            client_port = (uint16_t)(1000 + i);
            post(NC_CLIENT, "a");
        }
        CU_ASSERT_EQUAL(counts()->conversations, 9 + more);
        CU_ASSERT(counts()->evicted == (more == 2) && ended_times() == (more == 2));
    }
}

static void
states_beyond_the_memory_end_the_oldest(void)
{
    begin();
    limits.memory = 16 << 10;
    again_with_limits();
    for (uint32_t i = 0; i < 90; i++) {
        client_port = (uint16_t)(1000 + i);
        post(NC_CLIENT, "a");
    }
    CU_ASSERT(told_times() == 90 && counts()->no_memory > 0);
    CU_ASSERT_EQUAL(ended_times(), counts()->evicted);
}

static void
one_that_no_host_would_take_is_passed_over(void)
{
    begin();
    transport_sum = NC_SUM_RIGHT;
    post(NC_CLIENT, "a");
    transport_sum = NC_SUM_WRONG;
    post(NC_CLIENT, "forged");
    post(NC_SERVER, "b"); /* whose checksums may all look wrong */
    TOLD(NC_CLIENT, "0:a|");
    TOLD(NC_SERVER, "1:b|");
    CU_ASSERT(counts()->wrong == 1 && counts()->believed == 1);
    server_port = 7001;
    post(NC_CLIENT, "nobody's");
    CU_ASSERT_EQUAL(counts()->wrong, 1);
}

static void
a_crash_costs_its_datagram_only(void)
{
    begin();
    post(NC_CLIENT, "crash");
    post(NC_CLIENT, "a");
    post(NC_CLIENT, "crash");
    post(NC_SERVER, "b");
    TOLD(NC_CLIENT, "0:a|");
    TOLD(NC_SERVER, "1:b|");
    CU_ASSERT(crashes == 2 && counts()->conversations == 1);
}

static void
a_full_sink_leaves_all_as_it_was(void)
{
    begin();
    post(NC_CLIENT, "full");
    CU_ASSERT(counts()->conversations == 0);
    post(NC_CLIENT, "a");
    post(NC_CLIENT, "full");
    post(NC_CLIENT, "b");
    TOLD(NC_CLIENT, "0:a|1:b|");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_state_lasts_as_long_as_the_conversation),
        SENTENCE(the_client_is_who_spoke_first),
        SENTENCE(a_conversation_that_nobody_wants_leaves_nothing),
        SENTENCE(a_refused_datagram_leaves_the_state_as_it_was),
        SENTENCE(one_that_is_refused_by_the_way_counts_all_the_same),
        SENTENCE(a_conversation_that_is_declined_is_seen_no_more),
        SENTENCE(who_declines_the_first_gives_way_to_the_other_port),
        SENTENCE(who_refuses_the_first_gives_way_to_the_other_port),
        SENTENCE(when_all_refuse_the_first_the_first_refusal_stands),
        SENTENCE(what_is_not_recognised_is_the_other_ports_or_refused),
        SENTENCE(a_silent_conversation_ends_and_may_begin_again),
        SENTENCE(the_conversation_beyond_the_limit_ends_another),
        SENTENCE(states_beyond_the_memory_end_the_oldest),
        SENTENCE(one_that_no_host_would_take_is_passed_over),
        SENTENCE(a_crash_costs_its_datagram_only),
        SENTENCE(a_full_sink_leaves_all_as_it_was),
        SENTENCES_END
    };

    return sentences("streams_datagram", own);
}
