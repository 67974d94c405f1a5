/* SPDX-License-Identifier: Apache-2.0 */
/* First lines that fit no grammar, heads that end early, and other versions. */
#include "http_talk.h"

#define SERVED "HTTP/1.1 203 x\r\nContent-Length: 0\r\n\r\n"

/* A request whose answer begins with that line, then another that is answered 404. */
static void
answered_by(const char *line)
{
    char text[200];

    new_talk();
    client("GET /odd HTTP/1.1\r\n\r\n");
    snprintf(text, sizeof text, "%s\r\nContent-Length: 2\r\n\r\nok", line);
    server(text);
    client("GET /next HTTP/1.1\r\n\r\n");
    server(NOT_FOUND);
}

static void
a_status_that_cannot_be_read_is_none_and_moves_no_other(void)
{
    static const char *const lines[] = {
        "HTTP/1.1 000 ok", "HTTP/1.1 099 x", "HTTP/1.1 20 OK",  "HTTP/1.1 2000 OK", "HTTP/1.1",
        "HTTP/1.1 ",       "HTTP/1.1 -20",   "HTTP/1.1 2x0 OK", "HTTP/1.1 OK 200",
        "HTTP/1.1200 OK",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        answered_by(lines[i]);
        CU_ASSERT_STRING_EQUAL(statuses(), "0 404");
        CU_ASSERT_STRING_EQUAL(http(0)->url, "/odd");
        CU_ASSERT_STRING_EQUAL(http(0)->srcip, "10.0.0.1");
        CU_ASSERT_STRING_NOT_EQUAL(http(0)->restimestamp, "");
        CU_ASSERT_EQUAL(http(0)->rescontentlength, 2);
        CU_ASSERT_STRING_EQUAL(stream_malformed(), "status line without a status");
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
a_status_that_can_be_read_is_one_whatever_is_around_it(void)
{
    static const char *const lines[] = {
        "HTTP/1.1 200\rX:y", "HTTP/2.0 200 OK",  "HTTP/0.9 200 OK",  "HTTP/1.1 200OK",
        "HTTP/1.1  200 OK",  "http/1.1 200 ok",  "HTTP/1.1\t200 OK", "HTTP/1.1 200\tOK",
        "HTTP/ 200 OK",      "HTTP/11.1 200 OK",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        answered_by(lines[i]);
        CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
        CU_ASSERT_STRING_EQUAL(http(1)->url, "/next");
        CU_ASSERT_STRING_NOT_EQUAL(stream_malformed(), "");
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
an_unreadable_response_takes_its_place_among_pipelined_ones(void)
{
    new_talk();
    client("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
    server(EMPTY "HTTP/1.1 000 x\r\nContent-Length: 1\r\n\r\nx" NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 0 404");
}

static void
without_status_and_length_a_response_does_not_last_for_ever(void)
{
    new_talk();
    client(GET);
    server("HTTP/1.1 nonsense\r\n\r\nwhatever");
    client(GET);
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "0 404");
}

/* Between two good ones. */
static void
asked_with(const char *line)
{
    char text[200];

    new_talk();
    client("GET /before HTTP/1.1\r\n\r\n");
    server(EMPTY);
    snprintf(text, sizeof text, "%s\r\nHost: h\r\n\r\n", line);
    client(text);
    server(SERVED);
    client("GET /behind HTTP/1.1\r\n\r\n");
    server(NOT_FOUND);
}

static void
a_request_line_outside_the_grammar_is_a_record_with_what_can_be_read(void)
{
    static const struct {
        const char *line, *method, *url, *version, *wrong;
    } odd[] = {
        { "GET HTTP/1.1", "GET", "", "HTTP/1.1", "request line without a target" },
        { "GET  HTTP/1.1", "GET", "", "HTTP/1.1", "request line without a target" },
        { "GET /x HTTP/1.", "GET", "/x", "HTTP/1.", "request line with another version than 1.x" },
        { "GET /x http/1.1", "GET", "/x", "http/1.1",
          "request line with another version than 1.x" },
        { "FROB /x HTTP/3.7", "FROB", "/x", "HTTP/3.7",
          "request line with another version than 1.x" },
        { "GET /y", "GET", "/y", "", "request line without a version" },
        { "POST /y z", "POST", "/y z", "", "request line without a version" },
        { "GET /y HTTP/1.1 z", "GET", "/y HTTP/1.1 z", "", "request line without a version" },
        { "--- /x HTTP/1.1", "---", "/x", "HTTP/1.1", "" },
        { "200 /x HTTP/1.1", "200", "/x", "HTTP/1.1", "" },
        { "G@T /x HTTP/1.1", "G@T", "/x", "HTTP/1.1", "request line whose method is no token" },
    };

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        asked_with(odd[i].line);
        CU_ASSERT_STRING_EQUAL(statuses(), "200 203 404");
        CU_ASSERT_STRING_EQUAL(http(1)->method, odd[i].method);
        CU_ASSERT_STRING_EQUAL(http(1)->url, odd[i].url);
        CU_ASSERT_STRING_EQUAL(http(1)->proto, odd[i].version);
        CU_ASSERT_STRING_EQUAL(http(1)->host, "h");
        CU_ASSERT_STRING_EQUAL(stream_malformed(), odd[i].wrong);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
a_connection_may_begin_with_an_odd_request_line(void)
{
    CU_ASSERT_EQUAL(exchange("GET HTTP/1.1\r\nHost: a\r\n\r\n", NOT_FOUND)->statuscode, 404);
    CU_ASSERT_EQUAL(exchange("GET /x HTTP/2.0\r\nHost: a\r\n\r\n", NOT_FOUND)->statuscode, 404);
    CU_ASSERT_STRING_EQUAL(http(0)->proto, "HTTP/2.0");
}

static void
bytes_that_are_no_request_are_refused_and_move_no_status(void)
{
    static const char *const garbage[] = { "\x16\x03\x01\x02", "\r\n;;\r\n\r\n",
                                           "{\"a\":1}\r\n\r\n", "GARBAGE\r\n\r\n",
                                           "BREW coffee HTCPCP/1.0\r\n\r\n" };

    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        new_talk();
        client(GET);
        server(EMPTY);
        client(garbage[i]);
        server("HTTP/1.1 400 x\r\nContent-Length: 0\r\n\r\n");
        client("GET /behind HTTP/1.1\r\n\r\n");
        server(NOT_FOUND);
        CU_ASSERT_STRING_EQUAL(statuses(), "200 400 404");
        CU_ASSERT(http(1)->requestmissing);
        CU_ASSERT_STRING_EQUAL(http(2)->url, "/behind");
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "neither request nor response");
    }
}

static void
a_head_cut_by_the_capture_is_a_record_with_what_is_there(void)
{
    new_talk();
    client("GET /cut HTTP/1.1\r\nHost: a\r\nUser-Agent: tes");
    loses(NC_CLIENT, 40);
    server("HTTP/1.1 200 OK\r\nServer: s\r\nConte");
    loses(NC_SERVER, 50);
    client("GET /next HTTP/1.1\r\n\r\n");
    server(NOT_FOUND);
    CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
    CU_ASSERT_STRING_EQUAL(http(0)->url, "/cut");
    CU_ASSERT_STRING_EQUAL(http(0)->host, "a");
    CU_ASSERT_STRING_EQUAL(http(0)->useragent, "tes");
    CU_ASSERT_STRING_EQUAL(http(0)->servername, "s");
    CU_ASSERT(http(0)->headcut && !http(1)->headcut);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* The rest of a head holds no other request that the response may be of. */
static void
so_it_is_behind_another_that_was_cut(void)
{
    new_talk();
    for (int i = 0; i < 3; i++) {
        client("GET /cut HTTP/1.1\r\nHost: a\r\nUser-Agent: tes");
        loses(NC_CLIENT, 40);
        server("HTTP/1.1 304 Not Modified\r\nServer: s\r\nConte");
        loses(NC_SERVER, 50);
    }
    CU_ASSERT_STRING_EQUAL(statuses(), "304 304 304");
    for (int i = 0; i < 3; i++)
        CU_ASSERT(http(i)->headcut && !http(i)->requestmissing);
}

static void
a_head_may_be_cut_anywhere_behind_its_method(void)
{
    static const char request[] = "POST /cut HTTP/1.1\r\nHost: a\r\nX: y\r\n";

    for (size_t n = sizeof "POST /" - 1; n < sizeof request; n++) {
        new_talk();
        says(NC_CLIENT, request, n);
        loses(NC_CLIENT, 40);
        server(EMPTY);
        client(GET);
        server(NOT_FOUND);
        CU_ASSERT_STRING_EQUAL(statuses(), "200 404");
        CU_ASSERT_STRING_EQUAL(http(0)->method, "POST");
    }
}

static void
a_status_line_may_be_cut_anywhere(void)
{
    static const char response[] = "HTTP/1.1 200 OK\r\nServer: a\r\n";

    for (size_t n = sizeof "HTTP/" - 1; n < sizeof response; n++) {
        new_talk();
        client(GET);
        says(NC_SERVER, response, n);
        loses(NC_SERVER, 40);
        client(GET);
        server(NOT_FOUND);
        CU_ASSERT_STRING_EQUAL(statuses(), n < sizeof "HTTP/1.1 200" - 1 ? "0 404" : "200 404");
        CU_ASSERT(http(0)->headcut);
    }
}

static void
a_head_that_its_side_ends_is_one_too(void)
{
    new_talk();
    client("GET /cut HTTP/1.1\r\nHost: a\r\n");
    closes(NC_CLIENT);
    CU_ASSERT_STRING_EQUAL(statuses(), "0");
    CU_ASSERT_STRING_EQUAL(http(0)->host, "a");
    CU_ASSERT(http(0)->headcut);
}

static void
a_request_of_http_0_9_is_answered_by_a_body_alone(void)
{
    new_talk();
    client("GET /old\r\n");
    server("<html>HTTP/1.1 200 OK\r\n\r\n</html>");
    CU_ASSERT_STRING_EQUAL(statuses(), "0");
    CU_ASSERT_STRING_EQUAL(http(0)->url, "/old");
    CU_ASSERT_STRING_EQUAL(http(0)->proto, "HTTP/0.9");
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(exchange("GET /old\r\n", "HTTP/1.0 400 x\r\n\r\nbad")->statuscode, 400);
    CU_ASSERT_FALSE(http(0)->headcut);
    new_talk();
    client("GET /old\r\n\r\n");
    server("<html>\r\n</html>");
    CU_ASSERT_STRING_EQUAL(statuses(), "0");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
a_stream_of_sound_is_answered_in_its_own_words(void)
{
    CU_ASSERT_EQUAL(exchange("GET /s HTTP/1.0\r\n\r\n",
                             "ICY 200 OK\r\nicy-name:x\r\nContent-Type:audio/mpeg\r\n\r\n\xff\xfb")
                        ->statuscode, 200);
    CU_ASSERT_STRING_EQUAL(http(0)->contenttype, "audio/mpeg");
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
    CU_ASSERT_EQUAL(exchange("GET /s HTTP/1.0\r\n\r\n", "ICY 401 no\r\n\r\n")->statuscode, 401);
}

static void
the_preface_of_http_2_is_for_others(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), NC_NO);
    new_talk();
    client(GET);
    server(EMPTY);
    client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(statuses(), "200");
    CU_ASSERT(handed_over());
    CU_ASSERT_EQUAL(left_unread(NC_CLIENT), 24);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_status_that_cannot_be_read_is_none_and_moves_no_other),
        SENTENCE(a_status_that_can_be_read_is_one_whatever_is_around_it),
        SENTENCE(an_unreadable_response_takes_its_place_among_pipelined_ones),
        SENTENCE(without_status_and_length_a_response_does_not_last_for_ever),
        SENTENCE(a_request_line_outside_the_grammar_is_a_record_with_what_can_be_read),
        SENTENCE(a_connection_may_begin_with_an_odd_request_line),
        SENTENCE(bytes_that_are_no_request_are_refused_and_move_no_status),
        SENTENCE(a_head_cut_by_the_capture_is_a_record_with_what_is_there),
        SENTENCE(so_it_is_behind_another_that_was_cut),
        SENTENCE(a_head_may_be_cut_anywhere_behind_its_method),
        SENTENCE(a_status_line_may_be_cut_anywhere),
        SENTENCE(a_head_that_its_side_ends_is_one_too),
        SENTENCE(a_request_of_http_0_9_is_answered_by_a_body_alone),
        SENTENCE(a_stream_of_sound_is_answered_in_its_own_words),
        SENTENCE(the_preface_of_http_2_is_for_others),
        SENTENCES_END
    };

    return stream_sentences("http", sound, own);
}
