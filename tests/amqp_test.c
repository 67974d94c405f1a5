/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "amqp.pb-c.h"

#include <stdio.h>
#include <string.h>

#define HEADER_0_9_1 "414d5150 00000901"
#define HEADER_SASL "414d5150 03010000"
#define HEADER_TLS "414d5150 02010000"
/* A method of the class and number given, without arguments. */
#define OPEN_CHANNEL "01 0001 00000005 0014 000a 00 ce"

static Types__AMQP *
amqp(size_t n)
{
    return written(n);
}

/* What these bytes of a client are, behind a header of 0-9-1. */
static Types__AMQP *
behind_header(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_0_9_1);
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    return amqp(1);
}

static size_t
bytes_in(const char *hex)
{
    static uint8_t room[256];

    return from_hex(hex, room, sizeof room);
}

/* A method on channel 7 with the size that it has. */
static Types__AMQP *
method(const char *hex)
{
    char frame[600];

    snprintf(frame, sizeof frame, "01 0007 %08zx %s ce", bytes_in(hex), hex);
    return behind_header(frame);
}

static size_t
records_of(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_0_9_1);
    says_hex(NC_CLIENT, hex);
    return play_in_pieces(0, 0);
}

static void
a_header_has_protocol_and_version(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_SASL);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(amqp(0)->kind, "header");
    CU_ASSERT(amqp(0)->protocolid == 3 && amqp(0)->versionmajor == 1 && amqp(0)->versionminor == 0);
    new_talk();
    says_hex(NC_CLIENT, HEADER_0_9_1);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT(amqp(0)->versionminor == 9 && amqp(0)->versionrevision == 1);
    CU_ASSERT_STRING_EQUAL(amqp(0)->srcip, "10.0.0.1");
    CU_ASSERT(amqp(0)->dstport == 5672 && *amqp(0)->connectionid);
}

static void
a_start_says_what_the_server_is(void)
{
    Types__AMQP *start = method("000a 000a 00 09 00000036"
                                "07 70726f64756374 53 00000008 5261626269744d51"
                                "07 76657273696f6e 53 00000005 332e382e32"
                                "03 616263 74 01 03 616264 49 00000001"
                                "0000000e 504c41494e20414d51504c41494e 00000005 656e5f5553");

    CU_ASSERT_STRING_EQUAL(start->kind, "method");
    CU_ASSERT_STRING_EQUAL(start->method, "connection.start");
    CU_ASSERT(start->classid == 10 && start->methodid == 10 && start->versionminor == 9);
    CU_ASSERT_STRING_EQUAL(start->product, "RabbitMQ");
    CU_ASSERT_STRING_EQUAL(start->productversion, "3.8.2");
    CU_ASSERT_EQUAL_FATAL(start->n_mechanisms, 2);
    CU_ASSERT_STRING_EQUAL(start->mechanisms[0], "PLAIN");
    CU_ASSERT_STRING_EQUAL(start->mechanisms[1], "AMQPLAIN");
    CU_ASSERT_EQUAL_FATAL(start->n_locales, 1);
    CU_ASSERT_STRING_EQUAL(start->locales[0], "en_US");
}

static void
plain_has_user_and_password(void)
{
    Types__AMQP *ok = method("000a 000b 00000000 05 504c41494e"
                             "0000000d 00 6775657374 00 736563726574"
                             "05 656e5f5553");

    CU_ASSERT_STRING_EQUAL(ok->method, "connection.start-ok");
    CU_ASSERT_STRING_EQUAL(ok->user, "guest");
    CU_ASSERT(spells(ok->password, "secret"));
}

static void
amqplain_is_a_table(void)
{
    Types__AMQP *ok = method("000a 000b 00000000 08 414d51504c41494e"
                             "00000024 05 4c4f47494e 53 00000005 6775657374"
                             "08 50415353574f5244 53 00000006 736563726574"
                             "05 656e5f5553");

    CU_ASSERT_STRING_EQUAL(ok->user, "guest");
    CU_ASSERT(spells(ok->password, "secret"));
}

static void
other_responses_are_secrets(void)
{
    Types__AMQP *ok = method("000a 0015 00000002 6162");

    CU_ASSERT_STRING_EQUAL(ok->method, "connection.secure-ok");
    CU_ASSERT(spells(ok->password, "ab"));
    CU_ASSERT_STRING_EQUAL(ok->user, "");
}

static void
a_tune_has_limits(void)
{
    Types__AMQP *tune = method("000a 001e 07ff 00020000 003c");

    CU_ASSERT(tune->channelmax == 2047 && tune->framemax == 131072 && tune->heartbeat == 60);
    CU_ASSERT_EQUAL(tune->size, 12);
}

static void
methods_name_what_they_are_about(void)
{
    Types__AMQP *named = method("000a 0028 01 2f 00 00");

    CU_ASSERT_STRING_EQUAL(named->virtualhost, "/");
    named = method("003c 0028 0000 01 65 03 6b6579 00");
    CU_ASSERT_STRING_EQUAL(named->method, "basic.publish");
    CU_ASSERT_STRING_EQUAL(named->exchange, "e");
    CU_ASSERT_STRING_EQUAL(named->routingkey, "key");
    CU_ASSERT_EQUAL(named->channel, 7);
    named = method("0032 000a 0000 03 717165 00 00000000 00");
    CU_ASSERT_STRING_EQUAL(named->queue, "qqe");
    named = method("003c 003c 02 6374 0000000000000001 00 01 65 02 726b");
    CU_ASSERT_STRING_EQUAL(named->consumertag, "ct");
    CU_ASSERT_STRING_EQUAL(named->routingkey, "rk");
    named = method("000a 0032 0140 02 4f4b 0000 0000");
    CU_ASSERT(named->replycode == 320);
    CU_ASSERT_STRING_EQUAL(named->replytext, "OK");
}

static void
a_method_nobody_knows_has_its_numbers(void)
{
    Types__AMQP *named = method("000a 00ff");

    CU_ASSERT_EQUAL(named->methodid, 255);
    CU_ASSERT_STRING_EQUAL(named->method, "");
}

static void
messages_and_beats_are_passed_over(void)
{
    CU_ASSERT_EQUAL_FATAL(records_of("01 0001 0000000d 003c 0028 0000 01 65 03 6b6579 00 ce"
                                     "02 0001 0000000e 003c 0000 0000000000000003 0000 ce"
                                     "03 0001 00000003 616263 ce 08 0000 00000000 ce" OPEN_CHANNEL),
                          3);
    CU_ASSERT_STRING_EQUAL(amqp(2)->method, "channel.open");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
a_body_that_was_lost_costs_nothing(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_0_9_1);
    says_hex(NC_CLIENT, "03 0001 00000020 6162");
    loses(NC_CLIENT, 20);
    says_hex(NC_CLIENT, "00000000000000000000 ce");
    says_hex(NC_CLIENT, OPEN_CHANNEL);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
}

static void
arguments_beyond_the_frame_are_refused(void)
{
    static const char *const frames[] = {
        "01 0000 00000006 000a 0028 05 61 ce",                     /* a text */
        "01 0000 00000009 000a 000a 00 09 ffffff ce",              /* half a size of a table */
        "01 0000 0000000a 000a 000a 00 09 ffffffff ce",            /* a table */
        "01 0000 0000000e 000a 000a 00 09 00000004 05 6162 53 ce", /* a name in a table */
        "01 0000 00000008 000a 001e 07ff 0002 ce"
    };

    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        CU_ASSERT_EQUAL(records_of(frames[i]), 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "frame shorter than what it holds");
    }
}

static void
a_value_of_unknown_type_is_refused(void)
{
    CU_ASSERT_EQUAL(records_of("01 0000 0000000e 000a 000a 00 09 00000004 01 61 3f 00 ce"), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "value of a table of unknown type");
}

static void
each_type_of_value_is_passed_over(void)
{
    Types__AMQP *start =
        method("000a 000a 00 09 00000076"
               "01 61 56 01 61 74 01 01 61 62 01 01 61 42 01 01 61 73 0001 01 61 75 0001"
               "01 61 49 00000001 01 61 66 00000001 01 61 44 0000000001"
               "01 61 6c 0000000000000001 01 61 64 0000000000000001 01 61 54 0000000000000001"
               "01 61 78 00000001 61 01 61 46 00000000 01 61 41 00000002 5656"
               "07 70726f64756374 53 00000001 78"
               "00000000 00000000");

    CU_ASSERT_STRING_EQUAL(start->product, "x");
}

static void
a_frame_without_its_end_is_refused(void)
{
    CU_ASSERT_EQUAL(records_of("01 0001 00000005 0014 000a 00 cd" OPEN_CHANNEL), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "frame without its end");
}

static void
a_frame_of_64_kib_is_the_largest(void)
{
    static char hex[140000];
    static const unsigned sizes[] = { 65535, 65536, 65537 };

    for (size_t i = 0; i < 3; i++) {
        int at = snprintf(hex, sizeof hex, "01 0001 %08x 0014 000a", sizes[i]);

        for (unsigned n = 4; n < sizes[i]; n++)
            at += snprintf(hex + at, 3, "00");
        snprintf(hex + at, 4, "ce");
        CU_ASSERT_EQUAL(records_of(hex), sizes[i] <= 65536 ? 2 : 1);
    }
}

static void
behind_headers_for_tls_the_connection_is_handed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_TLS);
    says_hex(NC_SERVER, HEADER_TLS);
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT(handed_over());
}

static void
frames_of_0_10_are_passed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, "414d5150 0101000a");
    says_hex(NC_CLIENT, "0f010030 00000000");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
other_bytes_are_not_claimed(void)
{
    static const char *const others[] = { "414d5151",
                                          "414d5150 04",
                                          "414d5150 00000902",
                                          "02",
                                          "03 0001 00000003",
                                          "08 0000 00000000 ce",
                                          "01 0000 00000003",
                                          "01 0000 00010001",
                                          "01 0000 00000005 000b 0000",
                                          "000000ff 01 00 0000",
                                          "00000008 02 00 0000",
                                          "0000000c 02 02 0000",
                                          "0000000c 02 00 0000 01",
                                          "0000000c 02 00 0000 00 53 19",
                                          "0000000c 02 00 0000 00 54 10",
                                          "01000001 02 00 0000",
                                          "000000ff 40 00 0000",
                                          "16030100",
                                          "47455420" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT(answer_to_hex(others[i]) == NC_NO || strcmp(others[i], "02") == 0);
    CU_ASSERT_EQUAL(answer_to_hex("02"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("01 0000 00010000 000a"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("01 0000 00010000 000a 0000"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("0000000c 02 00 0000 00 53 18"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("000000 0c"), NC_MORE);
}

static void
on_other_ports_a_header_is_known(void)
{
    talk()->port[1] = 5673;
    CU_ASSERT_EQUAL(answer_to_hex(HEADER_0_9_1), NC_YES);
}

static void
behind_a_gap_methods_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_0_9_1);
    says_hex(NC_CLIENT, "01 0001 00000005");
    loses(NC_CLIENT, 6);
    says_hex(NC_CLIENT, OPEN_CHANNEL);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(amqp(1)->method, "channel.open");
}

static void
sound(void)
{
    says_hex(NC_CLIENT, HEADER_0_9_1);
    says_hex(NC_SERVER, "01 0000 0000000c 000a 001e 07ff 00020000 003c ce");
    says_hex(NC_CLIENT, OPEN_CHANNEL "03 0001 00000003 616263 ce");
    says_hex(NC_CLIENT, "01 0001 0000000d 003c 0028 0000 01 65 03 6b6579 00 ce");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_header_has_protocol_and_version),
        SENTENCE(a_start_says_what_the_server_is),
        SENTENCE(plain_has_user_and_password),
        SENTENCE(amqplain_is_a_table),
        SENTENCE(other_responses_are_secrets),
        SENTENCE(a_tune_has_limits),
        SENTENCE(methods_name_what_they_are_about),
        SENTENCE(a_method_nobody_knows_has_its_numbers),
        SENTENCE(messages_and_beats_are_passed_over),
        SENTENCE(a_body_that_was_lost_costs_nothing),
        SENTENCE(arguments_beyond_the_frame_are_refused),
        SENTENCE(a_value_of_unknown_type_is_refused),
        SENTENCE(each_type_of_value_is_passed_over),
        SENTENCE(a_frame_without_its_end_is_refused),
        SENTENCE(a_frame_of_64_kib_is_the_largest),
        SENTENCE(behind_headers_for_tls_the_connection_is_handed_over),
        SENTENCE(frames_of_0_10_are_passed_over),
        SENTENCE(other_bytes_are_not_claimed),
        SENTENCE(on_other_ports_a_header_is_known),
        SENTENCE(behind_a_gap_methods_are_found_again),
        SENTENCES_END
    };

    return stream_sentences("amqp", sound, own);
}
