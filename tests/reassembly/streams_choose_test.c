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
refuse_all(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    (void)pkt;
    (void)conn;
    (void)state;
    nc_fail(in, "wants nothing");
}

static void (*read_rest)(struct nc_packet *, const struct nc_stream *, struct nc_cursor *, void *);

static void
refuse_what_is_picked(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in,
                      void *state)
{
    nc_require(in, nc_peek(in) != 'P', "wants no such thing");
    if (nc_ok(in))
        read_rest(pkt, conn, in, state);
}

static const char *
line_of_500(void)
{
    static char text[501];

    memset(text, 'x', 500);
    return text;
}

static enum nc_answer
crash_at_x(const struct nc_stream *conn, struct nc_cursor *first)
{
    if (nc_peek(first) == 'x')
        return crashing_probe(conn, first);
    return nc_peek(first) == 'P' ? NC_YES : NC_NO;
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

/* ---- a guess that was wrong ---- */

static void
who_refuses_hands_the_same_bytes_on(void)
{
    fresh_streams();
    with_lines();
    with_picky();
    plugin_named("lines")->is.stream = refuse_all;
    hello();
    say(NC_CLIENT, 0, "PICK one");
    TOLD(NC_CLIENT, "PICK one");
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
    CU_ASSERT_EQUAL(counts()->refused, 0);
}

static void
the_first_refusal_stands_when_nobody_wants_them(void)
{
    fresh_streams();
    with_lines();
    with_picky_lines();
    plugin_named("lines")->is.stream = refuse_all;
    hello();
    say(NC_CLIENT, 0, "LINE\nrefuse\n");
    CU_ASSERT_STRING_EQUAL(refused_because(), "again: was told to");
    fresh_streams();
    with_lines();
    with_picky();
    plugin_named("lines")->is.stream = refuse_all;
    hello();
    say(NC_CLIENT, 0, "one");
    CU_ASSERT_STRING_EQUAL(refused_because(), "lines: wants nothing");
    CU_ASSERT_EQUAL(counts()->refused, 1);
    say(NC_CLIENT, 3, "PICK"); /* and the port is believed no more */
    TOLD(NC_CLIENT, "PICK");
    CU_ASSERT_EQUAL(counts()->refused, 1);
}

static void
the_client_s_port_is_asked_when_the_server_s_was_wrong(void)
{
    fresh_streams();
    with_lines();
    with_reader();
    plugin_named("reader")->is.probe = NULL;
    plugin_named("lines")->is.stream = refuse_all;
    dispatch_add(&fakes.dispatch, NC_TCP_PORT, 40000, 1);
    hello();
    say(NC_CLIENT, 0, "one");
    TOLD(NC_CLIENT, "one");
    CU_ASSERT(telling(1)->by == 'r' && counts()->refused == 0);
}

static void
who_refuses_in_the_middle_may_come_back_behind_it(void)
{
    fresh_streams();
    with_picky_lines();
    hello();
    say(NC_CLIENT, 0, "LINE one\n");
    say(NC_CLIENT, 9, "refuse\nthree\n");
    say(NC_SERVER, 0, "four\n");
    CU_ASSERT_STRING_EQUAL(refused_because(), "again: was told to");
    CU_ASSERT_EQUAL(ended_times(), 1);
    say(NC_CLIENT, 22, "LINE five\n");
    say(NC_SERVER, 5, "six\n");
    TOLD(NC_CLIENT, "LINE one|LINE five|");
    TOLD(NC_SERVER, "six|");
    CU_ASSERT_EQUAL(counts()->refused, 1);
}

static void
others_are_asked_about_what_it_refuses_there(void)
{
    fresh_streams();
    with_picky_lines();
    with_picky();
    plugin_named("again")->is.stream = refuse_what_is_picked;
    plugin_named("again")->is.end = NULL;
    plugin_named("again")->is.state_size = 0;
    read_rest = plugin_named("picky")->is.stream;
    hello();
    say(NC_CLIENT, 0, "LINE");
    say(NC_CLIENT, 4, "PICK");
    TOLD(NC_CLIENT, "LINEPICK");
    CU_ASSERT(telling(0)->by == 'a' && telling(1)->by == 'p' && counts()->refused == 0);
}

/* Or it would be claimed for what stands at its beginning again and again. */
static void
what_there_is_no_room_for_is_passed_over(void)
{
    fresh_streams();
    limits.side = 16 << 10;
    again_with_limits();
    with_picky_lines();
    hello();
    say(NC_CLIENT, 0, "LINE");
    for (int i = 0; i < 30000; i++)
        say(NC_CLIENT, 4 + i, "x");
    CU_ASSERT_STRING_EQUAL(refused_because(), "again: more is unread than may be kept");
    CU_ASSERT(counts()->refused == 1 && counts()->gaps == 0);
    client_port++;
    hello();
    say(NC_CLIENT, 0, "LINE");
    for (int i = 0; i < 40; i++)
        say(NC_CLIENT, 4 + 500 * i, line_of_500());
    say(NC_CLIENT, 20004, "LINE one\n");
    CU_ASSERT(strstr(told(NC_CLIENT), "LINE one|") != NULL);
}

/* What was kept for it came in a packet that is done. */
static void
a_refusal_of_what_waited_is_not_the_packet_s_of_the_other_side(void)
{
    fresh_streams();
    with_picky_lines();
    hello();
    say(NC_CLIENT, 0, "refuse\n");
    say(NC_SERVER, 0, "LINE\n");
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
    CU_ASSERT_EQUAL(counts()->refused, 1);
    TOLD(NC_SERVER, "LINE|");
}

static void
a_probe_that_crashes_costs_its_packet(void)
{
    fresh_streams();
    with_picky();
    plugin_named("picky")->is.probe = crash_at_x;
    hello();
    say(NC_CLIENT, 0, "220 ready");
    say(NC_CLIENT, 9, "x");
    say(NC_CLIENT, 10, "PICK");
    CU_ASSERT(crashes == 1);
    CU_ASSERT_STRING_EQUAL(told(NC_CLIENT), "[10]PICK");
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
        SENTENCE(who_refuses_hands_the_same_bytes_on),
        SENTENCE(the_first_refusal_stands_when_nobody_wants_them),
        SENTENCE(the_client_s_port_is_asked_when_the_server_s_was_wrong),
        SENTENCE(who_refuses_in_the_middle_may_come_back_behind_it),
        SENTENCE(others_are_asked_about_what_it_refuses_there),
        SENTENCE(what_there_is_no_room_for_is_passed_over),
        SENTENCE(a_refusal_of_what_waited_is_not_the_packet_s_of_the_other_side),
        SENTENCE(a_probe_that_crashes_costs_its_packet),
        SENTENCES_END
    };

    return sentences("streams_choose", own);
}
