/* SPDX-License-Identifier: Apache-2.0 */
/* Which response answers which request where something is missing. */
#include "http_talk.h"

#define ASK(url) "GET " url " HTTP/1.1\r\n\r\n"

/* The requests' targets in the order of the records; "-" where none was seen. */
static const char *
targets(void)
{
    static char text[256];
    size_t n = play();

    *text = '\0';
    for (size_t i = 0; i < n && i < 32; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "",
                 http(i)->requestmissing ? "-" : http(i)->url);
    return text;
}

static void
who_waits_for_each_response_has_its_own_behind_a_lost_one(void)
{
    new_talk();
    client(ASK("/1"));
    loses(NC_SERVER, 38);
    client(ASK("/2"));
    server(NOT_FOUND);
    client(ASK("/3"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "0 404 200");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
}

static void
a_head_that_lacks_its_beginning_costs_itself_alone(void)
{
    new_talk();
    client(ASK("/0"));
    server(EMPTY);
    client(ASK("/1"));
    loses(NC_SERVER, 10);
    server("01 x\r\nContent-Length: 4\r\n\r\nbody");
    client(ASK("/2"));
    server(NOT_FOUND);
    client(ASK("/3"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 0 404 200");
    CU_ASSERT_STRING_EQUAL(targets(), "/0 /1 /2 /3");
}

static void
so_it_has_behind_several(void)
{
    new_talk();
    client(ASK("/1"));
    loses(NC_SERVER, 38);
    client(ASK("/2"));
    loses(NC_SERVER, 38);
    client(ASK("/3"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "0 0 200");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
}

static void
a_lost_head_is_not_the_next_ones(void)
{
    new_talk();
    talk()->opened = false;
    client(ASK("/1"));
    loses(NC_SERVER, 70);
    server("rest of the body");
    client(ASK("/2"));
    server(EMPTY);
    client(ASK("/3"));
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "0 200 404");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
}

static void
where_nothing_is_lost_the_beginning_need_not_be_captured(void)
{
    new_talk();
    talk()->opened = false;
    client(ASK("/1"));
    server(NOT_FOUND);
    client(ASK("/2"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "404 200");
}

static void
which_of_pipelined_ones_was_lost_is_left_open(void)
{
    new_talk();
    client(ASK("/1") ASK("/2") ASK("/3"));
    loses(NC_SERVER, 38);
    server(NOT_FOUND);
    client(ASK("/4"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "404 0 0 0 200");
    CU_ASSERT_STRING_EQUAL(targets(), "- /1 /2 /3 /4");
}

static void
the_last_of_pipelined_ones_is_no_guess(void)
{
    new_talk();
    client(ASK("/1") ASK("/2"));
    server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    loses(NC_SERVER, 30);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2");
}

static void
what_is_no_response_takes_the_place_of_one(void)
{
    static const char *const garbage[] = { "\x15\x03\x01\x00\x02\x02\x28", "<html>busy</html>",
                                           "SSH-2.0-x\r\n", "200 OK\r\n\r\n", "\r\n;\r\n\r\n" };

    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        new_talk();
        client(ASK("/1"));
        server(garbage[i]);
        client(ASK("/2"));
        server(NOT_FOUND);
        client(ASK("/3"));
        server(EMPTY);
        CU_ASSERT_STRING_EQUAL(statuses(), "0 404 200");
        CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
    }
}

static void
a_lost_request_has_its_own_response(void)
{
    new_talk();
    client(ASK("/1"));
    server(EMPTY);
    loses(NC_CLIENT, 18);
    server(NOT_FOUND);
    client(ASK("/3"));
    server("HTTP/1.1 203 x\r\nContent-Length: 0\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404 203");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 - /3");
}

static void
a_request_lost_before_another_may_have_the_next_response(void)
{
    new_talk();
    client(ASK("/1"));
    server(EMPTY);
    loses(NC_CLIENT, 18);
    client(ASK("/3"));
    server(NOT_FOUND "HTTP/1.1 203 x\r\nContent-Length: 0\r\n\r\n");
    client(ASK("/4"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404 203 200");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 - /3 /4");
}

/* It answers one of them, and which is not known; the other one has none. */
static void
a_response_behind_a_lost_one_and_a_lost_request_is_left_open(void)
{
    new_talk();
    client(ASK("/0"));
    loses(NC_SERVER, 38);
    loses(NC_CLIENT, 18);
    server(NOT_FOUND);
    client(ASK("/2"));
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "404 0 200");
    CU_ASSERT_STRING_EQUAL(targets(), "- /0 /2");
}

static void
who_had_not_read_a_request_behind_a_lost_one_does_not_answer_it(void)
{
    new_talk();
    client(ASK("/0"));
    server(EMPTY);
    loses(NC_CLIENT, 18);
    server(NOT_FOUND);
    client(ASK("/2"));
    says_unaware(NC_SERVER, EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404 200 0");
    CU_ASSERT_STRING_EQUAL(targets(), "/0 - - /2");
}

/* It may have its response already. */
static void
a_request_that_crosses_one_of_unknown_request_does_not_wait_for_the_next(void)
{
    new_talk();
    talk()->opened = false;
    server(NOT_FOUND);
    says_unaware(NC_CLIENT, ASK("/1"));
    server(EMPTY);
    client(ASK("/2"));
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "404 0 200 404");
    CU_ASSERT_STRING_EQUAL(targets(), "- /1 - /2");
}

static void
what_was_heard_before_the_request_does_not_answer_it(void)
{
    new_talk();
    client(ASK("/1"));
    server(EMPTY "HTTP/1.1 408 x\r\nContent-Length: 0\r\n\r\n");
    client(ASK("/2"));
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 408 404");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 - /2");
}

static void
a_response_on_its_way_answers_a_request_that_crosses_it(void)
{
    new_talk();
    client(ASK("/1"));
    server(EMPTY);
    client("\r\n");
    server("HTTP/1.1 408 x\r\nContent-Length: 0\r\n\r\n");
    says_unaware(NC_CLIENT, ASK("/2"));
    CU_ASSERT_STRING_EQUAL(statuses(), "200 408");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2");
}

static void
a_gap_in_chunks_moves_no_status(void)
{
    new_talk();
    client("POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    loses(NC_CLIENT, 30);
    server(EMPTY);
    client(ASK("/2"));
    server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    loses(NC_SERVER, 30);
    client(ASK("/3"));
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 200 404");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
}

/* The first of a message's lines is one wherever segments begin. */
static void
lines_before_a_message_do_not_hide_it(void)
{
    static const char *const before[] = {
        "EHLO x\r\n", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", "{\"a\": 1}\r\n", "\r\n", "\n\n"
    };
    char text[200];

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        new_talk();
        talk()->opened = false;
        snprintf(text, sizeof text, "%sPOST /1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n", before[i]);
        client(text);
        server(NOT_FOUND);
        client(ASK("/2"));
        server(EMPTY);
        CU_ASSERT_STRING_EQUAL(statuses(), "404 200");
        CU_ASSERT_STRING_EQUAL(targets(), "/1 /2");
    }
}

static void
nor_do_lines_before_a_response(void)
{
    new_talk();
    client(ASK("/1"));
    server("hello\r\nHTTP/1.1 203 x\r\nContent-Length: 0\r\n\r\n");
    client(ASK("/2"));
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "203 404");
    new_talk();
    talk()->opened = false;
    server("HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "404");
}

static void
an_empty_line_behind_a_lost_place_hides_nothing(void)
{
    new_talk();
    client(ASK("/1"));
    server("HTTP/1.1 20 OK\r\n\r\n");
    client(ASK("/2"));
    server("\r\n" NOT_FOUND);
    client(ASK("/3"));
    server("\r\n" EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "0 404 200");
    CU_ASSERT_STRING_EQUAL(targets(), "/1 /2 /3");
}

static void
where_a_segment_begins_behind_the_end_of_a_body_a_message_may(void)
{
    new_talk();
    talk()->opened = false;
    client("tailofbody");
    client(ASK("/1"));
    server(NOT_FOUND);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_STRING_EQUAL(http(0)->method, "GET");
    CU_ASSERT_EQUAL(http(0)->statuscode, 404);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(who_waits_for_each_response_has_its_own_behind_a_lost_one),
        SENTENCE(a_head_that_lacks_its_beginning_costs_itself_alone),
        SENTENCE(so_it_has_behind_several),
        SENTENCE(a_lost_head_is_not_the_next_ones),
        SENTENCE(where_nothing_is_lost_the_beginning_need_not_be_captured),
        SENTENCE(which_of_pipelined_ones_was_lost_is_left_open),
        SENTENCE(the_last_of_pipelined_ones_is_no_guess),
        SENTENCE(what_is_no_response_takes_the_place_of_one),
        SENTENCE(a_lost_request_has_its_own_response),
        SENTENCE(a_request_lost_before_another_may_have_the_next_response),
        SENTENCE(a_response_behind_a_lost_one_and_a_lost_request_is_left_open),
        SENTENCE(who_had_not_read_a_request_behind_a_lost_one_does_not_answer_it),
        SENTENCE(a_request_that_crosses_one_of_unknown_request_does_not_wait_for_the_next),
        SENTENCE(what_was_heard_before_the_request_does_not_answer_it),
        SENTENCE(a_response_on_its_way_answers_a_request_that_crosses_it),
        SENTENCE(a_gap_in_chunks_moves_no_status),
        SENTENCE(lines_before_a_message_do_not_hide_it),
        SENTENCE(nor_do_lines_before_a_response),
        SENTENCE(an_empty_line_behind_a_lost_place_hides_nothing),
        SENTENCE(where_a_segment_begins_behind_the_end_of_a_body_a_message_may),
        SENTENCES_END
    };

    return stream_sentences("http", sound, own);
}
