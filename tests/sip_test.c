/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "sip.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { HEX_ROOM = 4096 };

#define REQUEST "INVITE sip:bob@example.com SIP/2.0\r\n"
#define RESPONSE "SIP/2.0 180 Ringing\r\n"

static const char *
in_hex(const char *text)
{
    static char hex[HEX_ROOM];
    size_t n = strlen(text);

    CU_ASSERT_FATAL(2 * n < sizeof hex);
    for (size_t i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned)(uint8_t)text[i]);
    hex[2 * n] = '\0';
    return hex;
}

static Types__SIP *
message(const char *text)
{
    return decoded(in_hex(text));
}

static const char *
refused(const char *text)
{
    return refusal(in_hex(text));
}

static void
a_request_has_method_and_version(void)
{
    Types__SIP *sip = message(REQUEST "\r\n");

    CU_ASSERT_EQUAL(sip->version, 2);
    CU_ASSERT_EQUAL(sip->method, 1);
    CU_ASSERT_FALSE(sip->isresponse);
    CU_ASSERT(sip->responsecode == 0 && !*sip->responsestatus);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
methods_are_numbered(void)
{
    static const char *const methods[] = {
        "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "SUBSCRIBE", "NOTIFY",
        "PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE", "PING", NULL
    };
    char text[64];

    for (int i = 0; methods[i]; i++) {
        snprintf(text, sizeof text, "%s sip:a@b SIP/2.0\r\n\r\n", methods[i]);
        CU_ASSERT_EQUAL(message(text)->method, i + 1);
    }
}

static void
methods_nobody_knows_and_small_letters_are_0(void)
{
    CU_ASSERT_EQUAL(message("FROBNICATE sip:a@b SIP/2.0\r\n\r\n")->method, 0);
    CU_ASSERT_EQUAL(message("invite sip:a@b SIP/2.0\r\n\r\n")->method, 0);
    CU_ASSERT_EQUAL(message("INVITES sip:a@b SIP/2.0\r\n\r\n")->method, 0);
}

static void
a_response_has_code_and_reason(void)
{
    Types__SIP *sip = message("SIP/2.0 486 Busy Here\r\n\r\n");

    CU_ASSERT(sip->isresponse);
    CU_ASSERT_EQUAL(sip->responsecode, 486);
    CU_ASSERT_STRING_EQUAL(sip->responsestatus, "Busy Here");
    CU_ASSERT_EQUAL(sip->version, 2);
}

static void
a_reason_may_be_empty(void)
{
    CU_ASSERT_STRING_EQUAL(message("SIP/2.0 200 \r\n\r\n")->responsestatus, "");
    CU_ASSERT_EQUAL(message("SIP/2.0 200\r\n\r\n")->responsecode, 200);
}

static void
a_response_has_the_method_of_its_cseq(void)
{
    CU_ASSERT_EQUAL(message(RESPONSE "CSeq: 7 REGISTER\r\n\r\n")->method, 6);
    CU_ASSERT_EQUAL(message(RESPONSE "cseq : 7  BYE \r\n\r\n")->method, 3);
    CU_ASSERT_EQUAL(message(RESPONSE "CSeq: 7\r\n ACK\r\n\r\n")->method, 2);
    CU_ASSERT_EQUAL(message(RESPONSE "CSeq: 7\r\n\r\n")->method, 0);
    CU_ASSERT_EQUAL(message(RESPONSE "\r\n")->method, 0);
}

static void
the_version_is_compared_without_case(void)
{
    CU_ASSERT_EQUAL(message("ACK sip:a@b sip/2.0\r\n\r\n")->version, 2);
    CU_ASSERT_EQUAL(message("Sip/1.0 200 OK\r\n\r\n")->version, 1);
}

static void
what_has_no_version_of_sip_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("GET / HTTP/1.1\r\n\r\n"), "neither SIP/1.0 nor SIP/2.0");
    CU_ASSERT_STRING_EQUAL(refused("INVITE sip:a@b SIP/3.0\r\n"), "neither SIP/1.0 nor SIP/2.0");
    CU_ASSERT_STRING_EQUAL(refused("INVITE SIP/2.0\r\n"), "neither SIP/1.0 nor SIP/2.0");
}

static void
a_code_of_other_than_three_digits_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("SIP/2.0 20 OK\r\n"), "status code of other than three digits");
    CU_ASSERT_STRING_EQUAL(refused("SIP/2.0 2000 OK\r\n"),
                           "status code of other than three digits");
    CU_ASSERT_STRING_EQUAL(refused("SIP/2.0 2x0 OK\r\n"), "status code that is no number");
}

static void
a_keep_alive_is_no_message(void)
{
    CU_ASSERT_STRING_EQUAL(refused("\r\n\r\n"), nc_declined);
}

static void
ends_of_lines_before_the_message_are_ignored(void)
{
    CU_ASSERT_EQUAL(message("\r\n\r\n" REQUEST "\r\n")->method, 1);
}

static void
headers_keep_the_order_of_the_wire(void)
{
    Types__SIP *sip = message(REQUEST "Via: x\r\nTo: <sip:b>\r\nCall-ID: 1@a\r\n\r\nbody");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 3);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "via:x");
    CU_ASSERT_STRING_EQUAL(sip->headers[1], "to:<sip:b>");
    CU_ASSERT_STRING_EQUAL(sip->headers[2], "call-id:1@a");
}

static void
headers_of_one_name_are_joined_where_the_first_stands(void)
{
    Types__SIP *sip = message(REQUEST "Via: a\r\nTo: b\r\nVIA :c\r\nv:d\r\n\r\n");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 3);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "via:a,c");
    CU_ASSERT_STRING_EQUAL(sip->headers[1], "to:b");
    CU_ASSERT_STRING_EQUAL(sip->headers[2], "v:d");
}

static void
a_line_that_begins_with_a_blank_continues_the_last(void)
{
    Types__SIP *sip = message(REQUEST "Subject: I know\r\n \t you are there\r\n\tpick up\r\n\r\n");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 1);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "subject:I know you are there pick up");
}

static void
lines_may_end_without_a_carriage_return(void)
{
    Types__SIP *sip = message("ACK sip:a@b SIP/2.0\nTo: b\n\nTo: c\n");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 1);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "to:b");
}

static void
an_empty_value_is_a_header(void)
{
    CU_ASSERT_STRING_EQUAL(message(REQUEST "Supported:\r\n\r\n")->headers[0], "supported:");
}

static void
bytes_that_are_no_text_are_escaped(void)
{
    CU_ASSERT_STRING_EQUAL(message(REQUEST "Subject: \xff\r\n\r\n")->headers[0],
                           "subject:\\xff");
    CU_ASSERT_STRING_EQUAL(message("SIP/2.0 200 \xfe\r\n\r\n")->responsestatus, "\\xfe");
}

static void
a_line_without_a_name_is_malformed_but_left_out(void)
{
    Types__SIP *sip = message(REQUEST "nonsense\r\nTo: b\r\n\r\n");

    CU_ASSERT_EQUAL(sip->n_headers, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "header line without a name");
    message(REQUEST " continued\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(malformed(), "header line without a name");
    message(REQUEST ": b\r\n\r\n");
    CU_ASSERT_STRING_EQUAL(malformed(), "header line without a name");
}

static void
a_line_may_end_with_more_than_one_carriage_return(void)
{
    Types__SIP *sip = message("OPTIONS sip:a SIP/2.0\r\r\nVia: a\r\r\nTo: b\r\r\r\n\r\r\nbody");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 2);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "via:a");
    CU_ASSERT_STRING_EQUAL(sip->headers[1], "to:b");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_header_that_is_cut_keeps_its_whole_lines(void)
{
    Types__SIP *sip = message(REQUEST "Via: a\r\nTo: b");

    CU_ASSERT_EQUAL_FATAL(sip->n_headers, 1);
    CU_ASSERT_STRING_EQUAL(sip->headers[0], "via:a");
    CU_ASSERT_STRING_EQUAL(malformed(), "ends within its header");
}

/* The 512th line is the empty one, or comes too late. */
static void
header_lines_are_limited(void)
{
    char text[HEX_ROOM] = "ACK sip:a@b SIP/2.0\n";

    for (int i = 0; i < 511; i++)
        strcat(text, "a:\n");
    message(strcat(text, "\n"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    strcpy(text + strlen(text) - 1, "a:\n\n");
    CU_ASSERT_EQUAL(message(text)->n_headers, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "more than 512 header lines");
}

static void
what_is_behind_the_header_stays_unread(void)
{
    message(REQUEST "Content-Length: 4\r\n\r\nbodySIP/2.0 200 OK\r\n\r\n");
    CU_ASSERT_EQUAL(left(), strlen("bodySIP/2.0 200 OK\r\n\r\n"));
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static const Types__SIP *
in_stream(size_t n)
{
    return written(n);
}

static void
bodies_in_streams_are_passed_over(void)
{
    new_talk();
    client(REQUEST "Via: x\r\nContent-Length: 6\r\n\r\nb\r\n\r\nb" REQUEST "l: 0\r\n\r\n");
    server(RESPONSE "CSeq: 1 INVITE\r\n\r\n" "SIP/2.0 200 OK\nTo: b\n\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_STRING_EQUAL(in_stream(0)->headers[0], "via:x");
    CU_ASSERT_EQUAL(in_stream(1)->n_headers, 1);
    CU_ASSERT(in_stream(2)->responsecode == 180 && in_stream(2)->method == 1);
    CU_ASSERT_EQUAL(in_stream(3)->responsecode, 200);
}

static void
keep_alives_in_streams_are_no_messages(void)
{
    new_talk();
    client("\r\n\r\n");
    server("\r\n");
    client(REQUEST "\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(written_at(0).seconds, 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
a_stream_of_another_protocol_is_not_claimed(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "OPTIONS * HTTP/1.1\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "SIP/2.0 200 OK\r\n"), NC_YES);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    client(REQUEST "Via: ");
    loses(NC_CLIENT, 10);
    client("rest of it\r\n\r\n");
    client(REQUEST "To: b\r\n\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(in_stream(0)->headers[0], "to:b");
}

static void
a_length_that_is_no_number_is_refused_in_streams(void)
{
    new_talk();
    client(REQUEST "Content-Length: -1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "Content-Length that is no number");
}

static void
headers_in_streams_are_limited(void)
{
    char text[HEX_ROOM] = "ACK sip:a@b SIP/2.0\n";

    for (int i = 0; i < 511; i++)
        strcat(text, "a:\n");
    new_talk();
    client(strcat(text, "\n"));
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "more than 512 header lines");
}

static void
sound(void)
{
    client(REQUEST "Via: x\r\nContent-Length: 4\r\n\r\nbody\r\n" REQUEST "l: 0\r\n\r\n");
    server(RESPONSE "CSeq: 1 INVITE\r\n\r\n");
}

static void
a_datagram_is_recognised_by_its_start_line(void)
{
    CU_ASSERT_EQUAL(recognised(in_hex("\r\n" REQUEST)), NC_YES);
    CU_ASSERT_EQUAL(recognised(in_hex(RESPONSE)), NC_YES);
    CU_ASSERT_EQUAL(recognised(in_hex("GET / HTTP/1.1\r\n")), NC_MORE);
    CU_ASSERT_EQUAL(recognised(in_hex("\r\n\r\n")), NC_MORE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_has_method_and_version),
        SENTENCE(methods_are_numbered),
        SENTENCE(methods_nobody_knows_and_small_letters_are_0),
        SENTENCE(a_response_has_code_and_reason),
        SENTENCE(a_reason_may_be_empty),
        SENTENCE(a_response_has_the_method_of_its_cseq),
        SENTENCE(the_version_is_compared_without_case),
        SENTENCE(what_has_no_version_of_sip_is_refused),
        SENTENCE(a_code_of_other_than_three_digits_is_refused),
        SENTENCE(a_keep_alive_is_no_message),
        SENTENCE(ends_of_lines_before_the_message_are_ignored),
        SENTENCE(headers_keep_the_order_of_the_wire),
        SENTENCE(headers_of_one_name_are_joined_where_the_first_stands),
        SENTENCE(a_line_that_begins_with_a_blank_continues_the_last),
        SENTENCE(lines_may_end_without_a_carriage_return),
        SENTENCE(an_empty_value_is_a_header),
        SENTENCE(bytes_that_are_no_text_are_escaped),
        SENTENCE(a_line_without_a_name_is_malformed_but_left_out),
        SENTENCE(a_line_may_end_with_more_than_one_carriage_return),
        SENTENCE(a_header_that_is_cut_keeps_its_whole_lines),
        SENTENCE(header_lines_are_limited),
        SENTENCE(what_is_behind_the_header_stays_unread),
        SENTENCE(bodies_in_streams_are_passed_over),
        SENTENCE(keep_alives_in_streams_are_no_messages),
        SENTENCE(a_stream_of_another_protocol_is_not_claimed),
        SENTENCE(behind_a_gap_messages_are_found_again),
        SENTENCE(a_length_that_is_no_number_is_refused_in_streams),
        SENTENCE(headers_in_streams_are_limited),
        STREAM_SENTENCES,
        SENTENCE(a_datagram_is_recognised_by_its_start_line),
        SENTENCES_END
    };

    stream_sound(sound);
    /* SIP/2.0 200, blank, end of line */
    return plugin_sentences("sip", "5349502f322e3020323030200d0a", own);
}
