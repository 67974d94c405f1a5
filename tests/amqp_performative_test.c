/* SPDX-License-Identifier: Apache-2.0 */
/* Performatives of version 1.0. */
#include "harness_stream.h"

#include "amqp.pb-c.h"

#include <stdio.h>

#define HEADER_1_0 "414d5150 00010000"

static Types__AMQP *
amqp(size_t n)
{
    return written(n);
}

static size_t
bytes_in(const char *hex)
{
    static uint8_t room[256];

    return from_hex(hex, room, sizeof room);
}

static Types__AMQP *
performed(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_1_0);
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    return amqp(1);
}

/* A performative on channel 5 with the size that it has. */
static Types__AMQP *
frame_of(const char *type, const char *hex)
{
    char frame[600];

    snprintf(frame, sizeof frame, "%08zx 02 %s 0005 %s", 8 + bytes_in(hex), type, hex);
    return performed(frame);
}

static void
an_open_says_who_and_where(void)
{
    Types__AMQP *open = frame_of("00", "00 53 10 c0 1d 04 a1 07 636f6e7461696e"
                                       "a1 09 6c6f63616c686f7374 70 00010000 60 00ff");

    CU_ASSERT_STRING_EQUAL(open->kind, "performative");
    CU_ASSERT_STRING_EQUAL(open->method, "open");
    CU_ASSERT_EQUAL(open->methodid, 16);
    CU_ASSERT_STRING_EQUAL(open->containerid, "contain");
    CU_ASSERT_STRING_EQUAL(open->virtualhost, "localhost");
    CU_ASSERT(open->framemax == 65536 && open->channelmax == 255 && open->channel == 5);
}

static void
mechanisms_of_sasl_are_an_array_or_one(void)
{
    Types__AMQP *sasl = frame_of("01", "00 53 40 c0 15 01 f0 0000000f 00000002 a3"
                                       "05 504c41494e 03 616263");

    CU_ASSERT_STRING_EQUAL(sasl->kind, "sasl");
    CU_ASSERT_EQUAL_FATAL(sasl->n_mechanisms, 2);
    CU_ASSERT_STRING_EQUAL(sasl->mechanisms[1], "abc");
    sasl = frame_of("01", "00 53 40 c0 07 01 a3 04 61626364");
    CU_ASSERT_EQUAL_FATAL(sasl->n_mechanisms, 1);
}

static void
an_init_has_a_password(void)
{
    Types__AMQP *init = frame_of("01", "00 53 41 c0 11 02 a3 05 504c41494e"
                                       "a0 07 00 626f62 00 7077");

    CU_ASSERT_STRING_EQUAL(init->method, "sasl-init");
    CU_ASSERT_STRING_EQUAL(init->user, "bob");
    CU_ASSERT(spells(init->password, "pw"));
    init = frame_of("01", "00 53 43 c0 05 01 a0 02 6162");
    CU_ASSERT(spells(init->password, "ab"));
    init = frame_of("01", "00 53 44 c0 03 01 50 02");
    CU_ASSERT_EQUAL(init->replycode, 2);
}

static void
a_close_says_why(void)
{
    Types__AMQP *close = frame_of("00", "00 53 18 c0 0e 01 00 53 1d c0 08 02"
                                        "a3 02 783a a1 01 79");

    CU_ASSERT_STRING_EQUAL(close->method, "close");
    CU_ASSERT_STRING_EQUAL(close->condition, "x:");
    CU_ASSERT_STRING_EQUAL(close->replytext, "y");
    close = frame_of("00", "00 53 18 45");
    CU_ASSERT_STRING_EQUAL(close->condition, "");
}

static void
a_transfer_is_told_and_passed_over(void)
{
    CU_ASSERT_STRING_EQUAL(frame_of("00", "00 53 14 c0 03 01 43 00 53 75")->method, "transfer");
    new_talk();
    says_hex(NC_CLIENT, HEADER_1_0);
    says_hex(NC_CLIENT, "00010001 02 00 0001 00 53 14");
    loses(NC_CLIENT, 65536 + 1 - 11 - 1);
    says_hex(NC_CLIENT, "00");
    says_hex(NC_CLIENT, "0000000c 02 00 0000 00 53 18 45");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 3);
    CU_ASSERT_STRING_EQUAL(amqp(2)->method, "close");
}

static void
a_frame_of_1_0_without_a_body_is_passed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEADER_1_0 "00000008 02 00 0000 0000000c 02 00 0000 00 53 18 45");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
wrong_performatives_are_refused(void)
{
    static const char *const frames[][2] = {
        { "0000000d 02 00 0000 00 53 18 40 00", "performative that is no list" },
        { "0000000d 02 00 0000 00 53 10 c0 05", "frame shorter than what it holds" },
        { "0000000f 02 00 0000 00 53 10 c0 02 01 30", "value of unknown type" },
        { "00000010 02 00 0000 00 53 10 c0 03 01 a1 05", "frame shorter than what it holds" },
        { "00000013 02 00 0000 00 80 00000000000000ff 45", "performative that does not exist" }
    };

    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        new_talk();
        says_hex(NC_CLIENT, HEADER_1_0);
        says_hex(NC_CLIENT, frames[i][0]);
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), frames[i][1]);
    }
}

static void
sound(void)
{
    says_hex(NC_CLIENT, HEADER_1_0);
    says_hex(NC_CLIENT, "0000000c 02 00 0000 00 53 18 45");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_open_says_who_and_where),
        SENTENCE(mechanisms_of_sasl_are_an_array_or_one),
        SENTENCE(an_init_has_a_password),
        SENTENCE(a_close_says_why),
        SENTENCE(a_transfer_is_told_and_passed_over),
        SENTENCE(a_frame_of_1_0_without_a_body_is_passed_over),
        SENTENCE(wrong_performatives_are_refused),
        SENTENCES_END
    };

    return stream_sentences("amqp", sound, own);
}
