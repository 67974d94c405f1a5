/* SPDX-License-Identifier: Apache-2.0 */
/* Which plugin reads a connection. */
#include "streams_helper.h"

#include <stdio.h>
#include <string.h>

static enum nc_answer
not_pick(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    return nc_peek(first) == 'P' ? NC_NO : NC_YES;
}

static void
a_probe_may_wait_for_more(void)
{
    fresh_streams();
    with_picky();
    hello();
    say(NC_CLIENT, 0, "P");
    say(NC_CLIENT, 1, "ICK one");
    say(NC_SERVER, 0, "two");
    TOLD(NC_CLIENT, "PICK one");
    TOLD(NC_SERVER, "two");
}

static void
a_stream_may_be_known_by_what_the_server_says(void)
{
    fresh_streams();
    with_picky();
    hello();
    say(NC_CLIENT, 0, "hello");
    say(NC_SERVER, 0, "PICK");
    TOLD(NC_CLIENT, "hello");
    TOLD(NC_SERVER, "PICK");
    CU_ASSERT_EQUAL(telling(0)->side, NC_CLIENT);
}

static void
handed_over_streams_are_offered_to_all(void)
{
    talk_in_lines();
    with_picky();
    plugin_named("lines")->is.probe = not_pick;
    say(NC_SERVER, 0, "unread");
    say(NC_CLIENT, 0, "one\nhand\ntwo\nhand\nPICK");
    TOLD(NC_CLIENT, "one|hand|two|hand|PICK");
    TOLD(NC_SERVER, "unread");
    CU_ASSERT_EQUAL(ended_times(), 2);
}

static void
handing_over_has_an_end(void)
{
    talk_in_lines();
    for (int i = 0; i < 100; i++)
        say(NC_CLIENT, 5 * i, "hand\n");
    CU_ASSERT(told_times() < 20 && counts()->unclaimed == 1);
}

static void
the_server_s_port_comes_first_then_probing(void)
{
    fresh_streams();
    with_reader();
    with_lines();
    hello();
    say(NC_CLIENT, 0, "one\n");
    server_port = 9;
    hello();
    say(NC_CLIENT, 0, "two\n");
    CU_ASSERT(telling(0)->by == 'l' && telling(1)->by == 'r');
}

static void
what_nobody_reads_is_not_kept(void)
{
    static char text[1001];
    size_t size;

    fresh_streams();
    with_picky();
    hello();
    memset(text, 'x', 1000);
    for (int i = 0; i < 5; i++)
        say(NC_CLIENT, 1000 * i, text);
    CU_ASSERT(counts()->unclaimed == 1 && region(&size)->now.cells.used == 0);
    client_port++;
    hello();
    say(NC_CLIENT, 0, "x");
    say(NC_SERVER, 0, "x");
    CU_ASSERT(counts()->unclaimed == 2 && region(&size)->now.cells.used == 0);
}

static void
a_plugin_that_is_switched_off_is_not_asked(void)
{
    static const ProtobufCMessageDescriptor none;

    fresh_streams();
    with_reader();
    plugin_named("reader")->is.record = &none;
    plugin_named("reader")->enabled = false;
    hello();
    say(NC_CLIENT, 0, "abc");
    TOLD(NC_CLIENT, "");
    plugin_named("reader")->is.record = NULL; /* a carrier */
    client_port++;
    hello();
    say(NC_CLIENT, 0, "def");
    TOLD(NC_CLIENT, "def");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_probe_may_wait_for_more),
        SENTENCE(a_stream_may_be_known_by_what_the_server_says),
        SENTENCE(handed_over_streams_are_offered_to_all),
        SENTENCE(handing_over_has_an_end),
        SENTENCE(the_server_s_port_comes_first_then_probing),
        SENTENCE(what_nobody_reads_is_not_kept),
        SENTENCE(a_plugin_that_is_switched_off_is_not_asked),
        SENTENCES_END
    };

    return sentences("streams_choose", own);
}
