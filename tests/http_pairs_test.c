/* SPDX-License-Identifier: Apache-2.0 */
/* Which response answers which request, and where a message ends. */
#include "http_talk.h"

static void
responses_answer_requests_in_order(void)
{
    new_talk();
    client("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n" GET);
    server(EMPTY NOT_FOUND);
    client("GET /4 HTTP/1.1\r\n\r\n");
    server("HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n" EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404 500 200");
    CU_ASSERT_STRING_EQUAL(http(1)->url, "/2");
    CU_ASSERT_STRING_EQUAL(http(3)->url, "/4");
}

static void
requests_without_a_response_are_written_at_the_end(void)
{
    new_talk();
    client("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 0 0");
    CU_ASSERT_STRING_EQUAL(http(2)->url, "/3");
    CU_ASSERT_EQUAL(http(1)->rescontentlength, 0);
    CU_ASSERT_STRING_EQUAL(http(1)->restimestamp, "");
}

static void
bodies_are_passed_over(void)
{
    new_talk();
    client("POST / HTTP/1.1\r\nContent-Length: 16\r\n\r\nGET / HTTP/1.1\r\n" GET);
    server("HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\nHTTP/1.1 500 x\r\n\r\n\n" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
}

static void
chunked_bodies_end_with_their_trailer(void)
{
    new_talk();
    client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
           "00a;x=y\r\nGET / HTTP\r\n1\r\nx\r\n0\r\nHost: t\r\n\r\n" GET);
    server("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, "
           "Chunked\r\n\r\nA\n0123456789\n0\n\n" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_EQUAL(http(0)->reqcontentlength, -1);
    CU_ASSERT_EQUAL(http(0)->rescontentlength, -1);
}

static void
a_response_of_unknown_length_lasts_until_the_end(void)
{
    new_talk();
    client(GET GET);
    server("HTTP/1.0 200 OK\r\n\r\n" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 0");
    CU_ASSERT_EQUAL(http(0)->rescontentlength, -1);
}

static void
a_response_to_head_has_no_body(void)
{
    new_talk();
    client("HEAD / HTTP/1.1\r\n\r\n" GET);
    server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_EQUAL(http(0)->rescontentlength, 1000);
}

/* As its request was not captured. */
static void
a_response_that_may_be_one_to_head_has_no_body_where_another_follows(void)
{
    static const char *const heads[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nServer: s\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    };

    for (size_t i = 0; i < 3; i++) {
        new_talk();
        talk()->opened = false;
        server(heads[i]);
        server(heads[i]);
        server("HTTP/1.1 403 x\r\nContent-Length: 4\r\n\r\nHTTP");
        server("HTTP/1.1 405 x\r\nContent-Length: 22\r\n\r\nHTTP/1.1 is no message");
        server(NOT_FOUND);
        CU_ASSERT_STRING_EQUAL(statuses(), "200 200 403 405 404");
    }
}

static void
not_modified_and_no_content_have_no_body(void)
{
    new_talk();
    client(GET GET GET);
    server("HTTP/1.1 304 x\r\nContent-Length: 1000\r\n\r\nHTTP/1.1 204 x\r\n\r\n" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "304 204 404");
    CU_ASSERT_EQUAL(http(1)->rescontentlength, 0);
}

static void
interim_responses_answer_nothing(void)
{
    new_talk();
    client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    client("body" GET);
    server(EMPTY NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
}

static void
a_body_that_was_refused_may_not_come(void)
{
    new_talk();
    client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 400\r\n\r\n");
    server("HTTP/1.1 417 x\r\nContent-Length: 0\r\n\r\n");
    client(GET);
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "417 200");
}

static void
behind_an_upgrade_is_another_protocol(void)
{
    new_talk();
    client("GET /ws HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    client("frames");
    server("HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\nmore");
    CU_ASSERT_STRING_EQUAL(statuses(), "101");
    CU_ASSERT(handed_over());
    CU_ASSERT_EQUAL(left_unread(NC_CLIENT), strlen("frames"));
}

static void
an_upgrade_that_was_not_made_changes_nothing(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n" GET);
    server(EMPTY NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_FALSE(handed_over());
}

static void
behind_a_connect_is_another_protocol(void)
{
    new_talk();
    client("CONNECT b:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n\x16\x03\x01");
    server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(statuses(), "200");
    CU_ASSERT_STRING_EQUAL(http(0)->host, "b:443");
    CU_ASSERT_STRING_EQUAL(http(0)->url, "b:443");
    CU_ASSERT(handed_over());
    CU_ASSERT_EQUAL(left_unread(NC_CLIENT), 3);
}

static void
a_connect_that_was_refused_changes_nothing(void)
{
    new_talk();
    client("CONNECT b:443 HTTP/1.1\r\n\r\n");
    server("HTTP/1.1 407 x\r\nContent-Length: 3\r\n\r\nabc");
    client(GET);
    server(EMPTY);
    CU_ASSERT_STRING_EQUAL(statuses(), "407 200");
    CU_ASSERT_FALSE(handed_over());
}

static void
a_tunnel_whose_answer_was_not_captured_is_handed_over(void)
{
    new_talk();
    client("CONNECT b:443 HTTP/1.1\r\n\r\n");
    client("\x16\x03\x01");
    closes(NC_CLIENT);
    CU_ASSERT_STRING_EQUAL(statuses(), "0");
    CU_ASSERT(handed_over());
}

static void
a_response_that_overtook_its_request_waits(void)
{
    new_talk();
    server(EMPTY);
    says_unaware(NC_CLIENT, GET);
    client(GET);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
}

static void
responses_to_requests_nobody_saw_say_so(void)
{
    new_talk();
    talk()->opened = false;
    server(EMPTY);
    client(GET);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT(http(0)->requestmissing && !http(1)->requestmissing);
    CU_ASSERT_STRING_EQUAL(http(0)->srcip, "10.0.0.1");
    CU_ASSERT_EQUAL(http(0)->srcport, 40000);
    CU_ASSERT_EQUAL(written_at(0).seconds, 1);
}

static void
the_middle_of_a_stream_is_passed_over_until_a_message_begins(void)
{
    new_talk();
    talk()->opened = false;
    client("ent: x\r\n\r\n");
    server(EMPTY);
    client(GET);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT(http(0)->requestmissing);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
    new_talk();
    talk()->opened = false;
    client(GET);
    server("...and so on: HTTP");
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "404");
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
}

static void
a_gap_in_a_body_loses_nothing(void)
{
    new_talk();
    client(GET GET);
    server("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123");
    loses(NC_SERVER, 12);
    server("6789" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
}

static void
a_gap_in_a_response_cuts_that_response(void)
{
    new_talk();
    client("GET /1 HTTP/1.1\r\n\r\n");
    server("HTTP/1.1 200 OK\r\nConte");
    loses(NC_SERVER, 30);
    server("and so on");
    client("GET /2 HTTP/1.1\r\n\r\n");
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT(http(0)->headcut && !http(1)->headcut);
    CU_ASSERT_STRING_EQUAL(http(1)->url, "/2");
}

static void
a_gap_in_a_request_cuts_that_request(void)
{
    new_talk();
    client("GET /1 HTT");
    loses(NC_CLIENT, 30);
    server(EMPTY);
    client("GET /2 HTTP/1.1\r\n\r\n");
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT(http(0)->headcut && !http(0)->requestmissing);
    CU_ASSERT_STRING_EQUAL(http(0)->url, "/1 HTT");
    CU_ASSERT_STRING_EQUAL(http(1)->url, "/2");
}

static void
a_message_behind_garbage_is_found(void)
{
    new_talk();
    client(GET);
    server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy");
    server("more than was said");
    client(GET);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "neither request nor response");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(responses_answer_requests_in_order),
        SENTENCE(requests_without_a_response_are_written_at_the_end),
        SENTENCE(bodies_are_passed_over),
        SENTENCE(chunked_bodies_end_with_their_trailer),
        SENTENCE(a_response_of_unknown_length_lasts_until_the_end),
        SENTENCE(a_response_to_head_has_no_body),
        SENTENCE(a_response_that_may_be_one_to_head_has_no_body_where_another_follows),
        SENTENCE(not_modified_and_no_content_have_no_body),
        SENTENCE(interim_responses_answer_nothing),
        SENTENCE(a_body_that_was_refused_may_not_come),
        SENTENCE(behind_an_upgrade_is_another_protocol),
        SENTENCE(an_upgrade_that_was_not_made_changes_nothing),
        SENTENCE(behind_a_connect_is_another_protocol),
        SENTENCE(a_connect_that_was_refused_changes_nothing),
        SENTENCE(a_tunnel_whose_answer_was_not_captured_is_handed_over),
        SENTENCE(a_response_that_overtook_its_request_waits),
        SENTENCE(responses_to_requests_nobody_saw_say_so),
        SENTENCE(the_middle_of_a_stream_is_passed_over_until_a_message_begins),
        SENTENCE(a_gap_in_a_body_loses_nothing),
        SENTENCE(a_gap_in_a_response_cuts_that_response),
        SENTENCE(a_gap_in_a_request_cuts_that_request),
        SENTENCE(a_message_behind_garbage_is_found),
        SENTENCES_END
    };

    return stream_sentences("http", sound, own);
}
