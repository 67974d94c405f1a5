/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "modbustcp.pb-c.h"

#include <stdio.h>

static void
a_request_has_unit_and_function(void)
{
    Types__ModbusTCP *modbus = decoded("ffff 0000 0006 11 03 006b 0003");

    CU_ASSERT_EQUAL(modbus->transactionidentifier, 65535);
    CU_ASSERT_EQUAL(modbus->length, 6);
    CU_ASSERT_EQUAL(modbus->unitidentifier, 17);
    CU_ASSERT_EQUAL(modbus->functioncode, 3);
    CU_ASSERT(!modbus->exception);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
an_exception_keeps_the_function(void)
{
    Types__ModbusTCP *modbus = decoded("0001 0000 0003 11 ab 02");

    CU_ASSERT(modbus->exception);
    CU_ASSERT_EQUAL(modbus->functioncode, 43);
}

static void
the_payload_is_written_on_demand(void)
{
    Types__ModbusTCP *modbus = decoded("0001 0000 0006 11 03 006b 0003");

    CU_ASSERT_EQUAL(modbus->payload.len, 0);
    with_option("payload", 1);
    modbus = decoded("0001 0000 0006 11 03 006b 0003");
    CU_ASSERT(holds(modbus->payload, "006b0003"));
}

static void
a_message_may_have_no_data(void)
{
    Types__ModbusTCP *modbus = decoded("0001 0000 0002 11 07");

    CU_ASSERT_EQUAL(modbus->functioncode, 7);
}

static void
a_length_beyond_the_bytes_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 0006 11 03 006b"), "shorter than its length");
}

static void
a_length_beyond_the_longest_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 00ff 11 03"), "length beyond the longest message");
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 00fe 11 03"), "shorter than its length");
}

static Types__ModbusTCP *
modbus_in_stream(size_t n)
{
    return written(n);
}

static const char *
of_255_bytes(const char *function)
{
    static char hex[600];
    int at = snprintf(hex, sizeof hex, "0001 0000 00ff 00 %s", function);

    for (int i = 0; i < 253; i++)
        at += snprintf(hex + at, sizeof hex - (size_t)at, "%02x", i);
    return hex;
}

static void
umas_has_a_byte_more(void)
{
    Types__ModbusTCP *modbus;

    with_option("payload", 1);
    modbus = decoded(of_255_bytes("5a"));
    CU_ASSERT_EQUAL(modbus->length, 255);
    CU_ASSERT_EQUAL(modbus->functioncode, 90);
    CU_ASSERT_EQUAL(modbus->payload.len, 253);
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 0100 00 5a"), "length beyond the longest message");
}

static void
other_functions_have_no_byte_more(void)
{
    static const char *const functions[] = { "03", "10", "2b", "59", "5b", "da" };

    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        CU_ASSERT_STRING_EQUAL(refusal(of_255_bytes(functions[i])),
                               "length beyond the longest message");
}

static void
umas_is_found_in_streams(void)
{
    new_talk();
    says_hex(NC_CLIENT, of_255_bytes("5a"));
    says_hex(NC_CLIENT, "0002 0000 0002 11 07");
    CU_ASSERT_EQUAL(play(), 2);
    new_talk();
    says_hex(NC_CLIENT, of_255_bytes("03"));
    says_hex(NC_CLIENT, "0002 0000 0002 11 07");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_EQUAL(modbus_in_stream(0)->transactionidentifier, 2);
}

static void
another_protocol_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0001 0002 11 07"), "protocol other than Modbus");
}

static void
a_length_below_unit_and_function_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 0001 11 07"), "length below unit and function");
}

static void
each_message_of_a_stream_is_a_record(void)
{
    with_stream_option("payload", 1);
    new_talk();
    says_hex(NC_CLIENT, "0001 0000 0006 11 03 006b 0003 0002 0000 0002 11 07");
    says_hex(NC_SERVER, "0001 0000 0003 11 83 02");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(holds(modbus_in_stream(0)->payload, "006b0003"));
    CU_ASSERT_EQUAL(modbus_in_stream(1)->transactionidentifier, 2);
    CU_ASSERT(modbus_in_stream(2)->exception && written_at(2).seconds == 2);
}

static void
a_stream_of_another_protocol_is_not_claimed(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[16];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
nothing_is_known_by_a_function_that_does_not_exist(void)
{
    CU_ASSERT_EQUAL(answer_to_hex("0001 0000 0006 11 03"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("0001 0000 0003 11 83"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("0001 0000 0006 11"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("0001 0000 0006 11 00"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("0001 0000 0003 11 80"), NC_NO);
    new_talk();
    says_hex(NC_CLIENT, "0001 0000 0002 11 07 0002 0000 0002 11 00");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL(modbus_in_stream(1)->functioncode, 0);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, "0001 0000 0006 11 03");
    loses(NC_CLIENT, 2);
    says_hex(NC_CLIENT, "00 03");
    says_hex(NC_CLIENT, "0002 0000 0002 11 07");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_EQUAL(modbus_in_stream(0)->transactionidentifier, 2);
}

static void
garbage_between_messages_is_refused(void)
{
    new_talk();
    says_hex(NC_CLIENT, "0001 0000 0002 11 07");
    says_hex(NC_CLIENT, "ffff ffff ffff");
    says_hex(NC_CLIENT, "0002 0000 0002 11 07");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
}

static void
sound(void)
{
    says_hex(NC_CLIENT, "0001 0000 0006 11 03 006b 0003 0002 0000 0002 11 07");
    says_hex(NC_SERVER, "0001 0000 0003 11 83 02");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_has_unit_and_function),
        SENTENCE(an_exception_keeps_the_function),
        SENTENCE(the_payload_is_written_on_demand),
        SENTENCE(a_message_may_have_no_data),
        SENTENCE(a_length_beyond_the_bytes_is_refused),
        SENTENCE(a_length_beyond_the_longest_message_is_refused),
        SENTENCE(umas_has_a_byte_more),
        SENTENCE(other_functions_have_no_byte_more),
        SENTENCE(umas_is_found_in_streams),
        SENTENCE(another_protocol_is_refused),
        SENTENCE(a_length_below_unit_and_function_is_refused),
        SENTENCE(each_message_of_a_stream_is_a_record),
        SENTENCE(a_stream_of_another_protocol_is_not_claimed),
        SENTENCE(nothing_is_known_by_a_function_that_does_not_exist),
        SENTENCE(behind_a_gap_messages_are_found_again),
        SENTENCE(garbage_between_messages_is_refused),
        STREAM_SENTENCES,
        SENTENCES_END
    };

    stream_sound(sound);
    return plugin_sentences("modbustcp", "0001 0000 0002 11 07", own);
}
