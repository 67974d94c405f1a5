/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "http2.pb-c.h"

#include <stdio.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

static void
a_client_is_known_by_its_preface(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, PREFACE), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, PREFACE "more"), NC_YES);
}

static void
a_beginning_may_yet_become_one(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "P"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"), NC_MORE);
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_SERVER, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
a_server_is_known_by_its_settings(void)
{
    CU_ASSERT_EQUAL(answer_to_hex("000006 04 00 00000000 0003 00000064"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("000012 04 00 00000000 0004 00010000"), NC_YES);
}

static void
settings_may_come_in_pieces(void)
{
    static const uint8_t settings[] = { 0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0 };

    for (size_t n = 1; n < sizeof settings; n++)
        CU_ASSERT_EQUAL(answer_to(NC_SERVER, settings, n), n < 11 ? NC_MORE : NC_YES);
}

static void
other_bytes_are_not_claimed(void)
{
    static const char *const others[] = {
        "000000 04 01 00000000",               /* an answer to settings */
        "000005 04 00 00000000 0003 00000064", /* half a setting */
        "000006 05 00 00000000 0003 00000064", /* another frame */
        "000006 04 00 00000001 0003 00000064", /* of a request */
        "000006 04 00 00000000 0000 00000064", /* no setting */
        "00000000000000000000000000",
        "000006 05",
        "000007",
        "0001",
        "000006 04 00 00000000 01"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_hex(others[i]), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PRI * HTTP/1.1\r\n\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/2.0\r\n\r\n"), NC_NO);
}

static Types__HTTP2 *
http2(size_t n)
{
    return written(n);
}

/* A frame of a client behind its preface. */
static Types__HTTP2 *
framed(const char *hex)
{
    new_talk();
    client(PREFACE);
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return http2(0);
}

static void
settings_are_told_in_order(void)
{
    Types__HTTP2 *frame = framed("00000c 04 00 00000000 0003 00000064 0004 ffffffff");

    CU_ASSERT_STRING_EQUAL(frame->name, "SETTINGS");
    CU_ASSERT(frame->type == 4 && frame->length == 12 && frame->streamid == 0 && !frame->ack);
    CU_ASSERT_EQUAL_FATAL(frame->n_settings, 2);
    CU_ASSERT(frame->settings[0]->id == 3 && frame->settings[0]->value == 100);
    CU_ASSERT(frame->settings[1]->id == 4 && frame->settings[1]->value == UINT32_MAX);
    CU_ASSERT_STRING_EQUAL(frame->srcip, "10.0.0.1");
    CU_ASSERT(frame->srcport == 40000 && *frame->connectionid);
    CU_ASSERT(framed("000000 04 01 00000000")->ack);
}

static void
at_most_64_settings_are_told(void)
{
    char hex[2048];

    for (unsigned n = 63; n <= 65; n++) {
        int at = snprintf(hex, sizeof hex, "%06x 04 00 00000000 ", n * 6);

        for (unsigned i = 0; i < n; i++)
            at += snprintf(hex + at, sizeof hex - (size_t)at, "000100000002");
        CU_ASSERT_EQUAL(framed(hex)->n_settings, n < 64 ? n : 64);
    }
}

static void
a_head_has_stream_and_flags(void)
{
    Types__HTTP2 *frame = framed("000003 01 25 80000007 828487");

    CU_ASSERT_STRING_EQUAL(frame->name, "HEADERS");
    CU_ASSERT(frame->streamid == 7 && frame->flags == 0x25 && frame->endstream &&
              frame->endheaders);
    frame = framed("000003 01 00 00000007 828487");
    CU_ASSERT(!frame->endstream && !frame->endheaders);
    CU_ASSERT(framed("000001 09 04 00000007 82")->endheaders);
}

static void
frames_say_what_they_are_for(void)
{
    CU_ASSERT_EQUAL(framed("000004 03 00 00000003 00000008")->errorcode, 8);
    CU_ASSERT_EQUAL(framed("000004 08 00 00000000 80001000")->increment, 4096);
    CU_ASSERT_EQUAL(framed("000004 08 00 00000005 00001000")->streamid, 5);
    CU_ASSERT(framed("00000a 07 00 00000000 00000009 0000000b 6162")->laststreamid == 9);
    CU_ASSERT(framed("00000a 07 00 00000000 00000009 0000000b 6162")->errorcode == 11);
    CU_ASSERT_EQUAL(framed("000005 05 04 00000001 00000002 82")->promisedstreamid, 2);
    CU_ASSERT_EQUAL(framed("000006 05 0c 00000001 00 00000002 82")->promisedstreamid, 2);
    CU_ASSERT(framed("000008 06 01 00000000 0102030405060708")->ack);
    CU_ASSERT_STRING_EQUAL(framed("000005 02 00 00000003 00000001 10")->name, "PRIORITY");
    CU_ASSERT(framed("000003 00 01 00000001 616263")->endstream);
}

static void
a_type_nobody_knows_has_its_number(void)
{
    Types__HTTP2 *frame = framed("000003 10 01 00000000 616263");

    CU_ASSERT(frame->type == 16 && frame->length == 3 && !*frame->name && !frame->endstream &&
              !frame->ack);
}

static void
what_cannot_be_a_frame_is_refused(void)
{
    static const char *const frames[] = { "000005 04 00 00000000 0003000000",
                                          "000006 04 01 00000000 000300000001",
                                          "000006 04 00 00000001 000300000001",
                                          "000007 06 00 00000000 01020304050607",
                                          "000009 06 00 00000000 010203040506070809",
                                          "000008 06 00 00000001 0102030405060708",
                                          "000003 03 00 00000001 000000",
                                          "000005 03 00 00000001 0000000000",
                                          "000004 03 00 00000000 00000000",
                                          "000003 08 00 00000001 000000",
                                          "000004 02 00 00000001 00000000",
                                          "000007 07 00 00000000 00000000000000",
                                          "000001 00 00 00000000 61",
                                          "000001 01 00 00000000 61",
                                          "000000 01 00 00000001",
                                          "000003 05 00 00000001 000000",
                                          "000001 09 00 00000000 61" };

    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        new_talk();
        client(PREFACE);
        says_hex(NC_CLIENT, frames[i]);
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
    }
}

static void
a_promise_without_a_stream_is_refused(void)
{
    new_talk();
    client(PREFACE);
    says_hex(NC_CLIENT, "000004 05 08 00000001 00000002");
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "frame shorter than what it holds");
}

static void
bodies_are_passed_over(void)
{
    new_talk();
    client(PREFACE);
    says_hex(NC_CLIENT, "010000 00 00 00000001 6162");
    loses(NC_CLIENT, 65536 - 4);
    says_hex(NC_CLIENT, "6364");
    says_hex(NC_CLIENT, "000000 00 01 00000001");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(http2(0)->length, 65536);
    CU_ASSERT(http2(1)->endstream);
}

static void
behind_a_gap_frames_are_found_again(void)
{
    new_talk();
    client(PREFACE);
    says_hex(NC_CLIENT, "000004 08 00 0000");
    loses(NC_CLIENT, 6);
    says_hex(NC_CLIENT, "000003 00 01 00000001 616263");
    says_hex(NC_CLIENT, "000003 01 05 00000003 828487");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_EQUAL(http2(0)->streamid, 3);
}

static void
both_sides_say_frames(void)
{
    new_talk();
    client(PREFACE);
    says_hex(NC_CLIENT, "000000 04 00 00000000");
    says_hex(NC_SERVER, "000006 04 00 00000000 0003 00000064");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(http2(1)->srcip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    client(PREFACE);
    says_hex(NC_CLIENT, "000006 04 00 00000000 0003 00000064 000003 01 05 00000001 828487");
    says_hex(NC_SERVER, "000006 04 00 00000000 0003 00000064 000003 00 01 00000001 616263");
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_client_is_known_by_its_preface),
                                           SENTENCE(a_beginning_may_yet_become_one),
                                           SENTENCE(a_server_is_known_by_its_settings),
                                           SENTENCE(settings_may_come_in_pieces),
                                           SENTENCE(other_bytes_are_not_claimed),
                                           SENTENCE(settings_are_told_in_order),
                                           SENTENCE(at_most_64_settings_are_told),
                                           SENTENCE(a_head_has_stream_and_flags),
                                           SENTENCE(frames_say_what_they_are_for),
                                           SENTENCE(a_type_nobody_knows_has_its_number),
                                           SENTENCE(what_cannot_be_a_frame_is_refused),
                                           SENTENCE(a_promise_without_a_stream_is_refused),
                                           SENTENCE(bodies_are_passed_over),
                                           SENTENCE(behind_a_gap_frames_are_found_again),
                                           SENTENCE(both_sides_say_frames),
                                           SENTENCES_END };

    return stream_sentences("http2", sound, own);
}
