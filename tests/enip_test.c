/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "enip.pb-c.h"

#include <stdio.h>

#define REST "78563412 00000000 0102030405060708 00000000 "
#define REGISTER "6500 0400 00000000 00000000 0102030405060708 00000000 0100 0000 "
#define REQUEST "6f00 1600 " REST "00000000 0a00 0200 0000 0000 b200 0600 01 02 2001 2401 "

static Types__ENIP *
message(size_t n)
{
    return written(n);
}

/* Between two that are sound, of which 2 records come. */
static void
said_between(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, REGISTER);
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, REQUEST);
}

static void
a_header_has_numbers_low_byte_first(void)
{
    Types__ENIP *enip;

    new_talk();
    says_hex(NC_CLIENT, REQUEST);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    enip = message(0);
    CU_ASSERT(enip->command == 0x6f && enip->length == 22 && enip->sessionhandle == 0x12345678);
    CU_ASSERT(holds(enip->sendercontext, "0102030405060708") && enip->options == 0);
    CU_ASSERT(enip->status == 0 && enip->dstport == 44818 && enip->commandspecific->cmd == 0x6f);
    CU_ASSERT_EQUAL(enip->commandspecific->data.len, 0);
}

static void
the_data_are_written_on_demand(void)
{
    with_stream_option("payload", 1);
    new_talk();
    says_hex(NC_CLIENT, REGISTER);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT(holds(message(0)->commandspecific->data, "01000000"));
    with_stream_option("payload", 0);
}

static void
each_message_of_a_stream_is_a_record(void)
{
    new_talk();
    says_hex(NC_CLIENT, REGISTER REQUEST);
    says_hex(NC_SERVER, "6600 0000 78563412 69000000 0102030405060708 00000000");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(message(1)->command == 0x6f && message(2)->status == 0x69);
    CU_ASSERT_STRING_EQUAL(message(2)->srcip, "10.0.0.2");
}

static void
items_beyond_the_message_are_malformed(void)
{
    static const char *const wrong[] = {
        "6f00 0600 " REST "00000000 0a00", "6f00 0800 " REST "00000000 0a00 0100",
        "6f00 0e00 " REST "00000000 0a00 0100 b200 0300 0102",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        said_between(wrong[i]);
        CU_ASSERT_EQUAL(play(), 3);
        CU_ASSERT_STRING_EQUAL(stream_malformed(), "item beyond the message");
    }
}

static void
what_no_message_begins_with_is_refused(void)
{
    static const char *const wrong[] = {
        "0100 0000 " REST, "6501 0000 " REST, "7100 0000 " REST,
        "6500 0000 78563412 6b000000 0102030405060708 00000000",
        "6500 0000 78563412 00010000 0102030405060708 00000000",
        "6500 0000 78563412 00000000 0102030405060708 01000000",
        "6500 0000 78563412 00000000 0102030405060708 00000001", "6500 e8ff " REST,
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        said_between(wrong[i]);
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 2);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
    }
}

static void
commands_are_one_of_ten(void)
{
    char hex[128];
    size_t known = 0;

    for (unsigned command = 0; command < 256; command++) {
        snprintf(hex, sizeof hex, "%02x00 0000 " REST, command);
        new_talk();
        says_hex(NC_CLIENT, hex);
        known += play_in_pieces(0, 0);
    }
    CU_ASSERT_EQUAL(known, 10);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, REGISTER "6f00 1600 7856");
    loses(NC_CLIENT, 20);
    says_hex(NC_CLIENT, "0000");
    says_hex(NC_CLIENT, REQUEST);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(message(1)->command, 0x6f);
}

static void
other_streams_are_declined(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x65\0\4", 3), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x65\1", 2), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, REGISTER);
    says_hex(NC_SERVER, "6500 0400 78563412 00000000 0102030405060708 00000000 0100 0000");
    says_hex(NC_CLIENT, REQUEST);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_header_has_numbers_low_byte_first),
        SENTENCE(the_data_are_written_on_demand),
        SENTENCE(each_message_of_a_stream_is_a_record),
        SENTENCE(items_beyond_the_message_are_malformed),
        SENTENCE(what_no_message_begins_with_is_refused),
        SENTENCE(commands_are_one_of_ten),
        SENTENCE(behind_a_gap_messages_are_found_again),
        SENTENCE(other_streams_are_declined),
        SENTENCES_END
    };

    return stream_sentences("enip", sound, own);
}
