/* SPDX-License-Identifier: Apache-2.0 */
/* What sdk/netcap/datagram.h promises of conversations that are expected. */
#include "streams_helper.h"

#include "reassembly/streams_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A plugin of port 7000, which is the server's. */
static void
begin(void)
{
    fresh_streams();
    with_datagrams("counter", 7000);
}

static void
expect_ports(const char *how, uint32_t from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        char line[32];

        snprintf(line, sizeof line, "%s %u", how, from + i);
        post(NC_CLIENT, line);
    }
}

static void
ports(uint16_t client, uint16_t server)
{
    client_port = client;
    server_port = server;
}

static void
a_conversation_that_is_expected_is_found_at_any_port(void)
{
    begin();
    post(NC_CLIENT, "expect 40000");
    ports(40000, 51000);
    post(NC_SERVER, "data");
    post(NC_CLIENT, "ack");
    TOLD(NC_CLIENT, "0:expect 40000|x:data|");
    TOLD(NC_SERVER, "1:ack|");
    ports(40000, 51001);
    post(NC_SERVER, "another");
    CU_ASSERT(read_by == 0 && counts()->conversations == 2);
}

static void
it_may_be_expected_for_who_has_a_key(void)
{
    begin();
    with_datagrams("other", 7100);
    dispatch_add(&fakes.dispatch, FAKE_SPACE, 2, 1);
    post(NC_CLIENT, "for 40000");
    CU_ASSERT_EQUAL(read_by, 1);
    ports(40000, 51000);
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 2);
}

static void
what_is_expected_for_a_key_that_nobody_has_is_nobodys(void)
{
    begin();
    post(NC_CLIENT, "for 40000");
    ports(40000, 51000);
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 0);
}

static void
its_own_port_does_not_use_up_what_is_expected(void)
{
    begin();
    dispatch_add(&fakes.dispatch, NC_UDP_PORT, 7001, 0);
    post(NC_CLIENT, "expect 40000");
    ports(40000, 7001);
    post(NC_CLIENT, "to another");
    ports(40000, 51000);
    post(NC_SERVER, "data");
    TOLD(NC_CLIENT, "0:expect 40000|0:to another|x:data|");
}

static void
only_that_host_is_expected_unless_any_is(void)
{
    begin();
    post(NC_CLIENT, "expect 5000");
    ports(5000, 51000);
    client_address = 3;
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 0);
    ports(40000, 7000);
    client_address = 1;
    post(NC_CLIENT, "any 5001");
    ports(5001, 51000);
    client_address = 3;
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 1);
}

static void
what_is_expected_is_waited_for_a_minute(void)
{
    for (uint32_t late = 0; late < 2; late++) {
        begin();
        limits.idle_timeout = 0;
        again_with_limits();
        post(NC_CLIENT, "expect 5000");
        ports(5000, 51000);
        later(UINT64_C(60) * SECOND - 1001 + late);
        post(NC_SERVER, "data");
        later(1);
        CU_ASSERT_EQUAL(read_by, !late ? 1 : 0);
    }
}

static void
what_a_refused_hook_expects_does_not_count(void)
{
    begin();
    post(NC_CLIENT, "expect 5000!");
    CU_ASSERT_STRING_EQUAL(refused_because(), "counter: was told to");
    ports(5000, 51000);
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 0);
}

static void
a_plugin_that_is_off_expects_nothing(void)
{
    const _Atomic uint8_t off = 1;

    begin();
    post(NC_CLIENT, "expect 5000");
    plugin_named("counter")->off = &off;
    ports(5000, 51000);
    post(NC_SERVER, "data");
    CU_ASSERT(read_by == 0 && told_times() == 1);
    plugin_named("counter")->off = NULL;
}

static void
the_oldest_of_too_many_is_forgotten(void)
{
    for (uint32_t more = 0; more < 3; more++) {
        begin();
        expect_ports("expect", 1000, EXPECTED_MOST - 1 + more);
        CU_ASSERT_EQUAL(counts()->unexpected, more == 2);
        ports(1000, 51000);
        post(NC_SERVER, "data");
        CU_ASSERT_EQUAL(read_by, more != 2);
        client_port = 1001;
        post(NC_SERVER, "data");
        CU_ASSERT_EQUAL(read_by, 1);
    }
}

static void
one_call_stands_for_one_conversation_and_so_does_the_same_again(void)
{
    begin();
    expect_ports("expect", 5000, 1);
    later(UINT64_C(30) * SECOND);
    expect_ports("expect", 5000, 1);
    later(UINT64_C(40) * SECOND);
    for (uint16_t i = 0; i < 2; i++) {
        ports(5000, 51000 + i);
        post(NC_SERVER, "data");
        CU_ASSERT_EQUAL(read_by, i < 1);
    }
}

/* The latest to expect it goes first. */
static void
the_ends_of_other_plugins_are_waited_for_besides(void)
{
    begin();
    with_datagrams("other", 7001);
    expect_ports("expect", 5000, 1);
    server_port = 7001;
    expect_ports("expect", 5000, 1);
    ports(5000, 51000);
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 2);
    ports(5000, 51001);
    post(NC_SERVER, "data");
    CU_ASSERT_EQUAL(read_by, 1);
}

static void
a_stream_that_is_expected_is_not_looked_for_by_port(void)
{
    begin();
    with_reader();
    plugin_named("counter")->is.stream = plugin_named("reader")->is.stream;
    plugin_named("reader")->is.probe = NULL;
    with_lines();
    post(NC_CLIENT, "stream 40001");
    ports(40001, 7000);
    hello();
    say(NC_CLIENT, 0, "raw");
    CU_ASSERT_EQUAL(telling(1)->by, 'c');
    ports(40002, 7000);
    hello();
    say(NC_CLIENT, 0, "line\n");
    CU_ASSERT_EQUAL(telling(2)->by, 'l');
}

/* ---- the journal ---- */

static uint8_t *
play(bool again, size_t *size)
{
    struct streams *r;

    begin();
    limits.connections = 20;
    limits.memory = 16 << 10;
    again_with_limits();
    twice = again;
    for (uint32_t i = 0; i < 300; i++) {
        ports((uint16_t)(40000 + i % 7), 7000);
        expect_ports("expect", 1000 + i % 40, 1);
        ports((uint16_t)(1000 + i % 50), (uint16_t)(51000 + i % 3));
        post(NC_SERVER, i % 11 ? "data" : "decline");
        later(i % 13 ? 0 : SECOND);
    }
    ports(40000, 7000);
    expect_ports("any", 1, EXPECTED_MOST + 5);
    finish();
    r = region(size);
    return memcpy(malloc(*size), r, *size);
}

static void
packets_taken_back_and_done_again_leave_the_same(void)
{
    size_t size;
    uint8_t *once = play(false, &size), *two = play(true, &size);

    CU_ASSERT_EQUAL(memcmp(once, two, size), 0);
    CU_ASSERT(counts()->evicted > 0 && counts()->unexpected > 0);
    free(once);
    free(two);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_conversation_that_is_expected_is_found_at_any_port),
        SENTENCE(it_may_be_expected_for_who_has_a_key),
        SENTENCE(what_is_expected_for_a_key_that_nobody_has_is_nobodys),
        SENTENCE(its_own_port_does_not_use_up_what_is_expected),
        SENTENCE(only_that_host_is_expected_unless_any_is),
        SENTENCE(what_is_expected_is_waited_for_a_minute),
        SENTENCE(what_a_refused_hook_expects_does_not_count),
        SENTENCE(a_plugin_that_is_off_expects_nothing),
        SENTENCE(the_oldest_of_too_many_is_forgotten),
        SENTENCE(one_call_stands_for_one_conversation_and_so_does_the_same_again),
        SENTENCE(the_ends_of_other_plugins_are_waited_for_besides),
        SENTENCE(a_stream_that_is_expected_is_not_looked_for_by_port),
        SENTENCE(packets_taken_back_and_done_again_leave_the_same),
        SENTENCES_END
    };

    return sentences("streams_expect", own);
}
