/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "modbustcp.pb-c.h"

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
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
the_next_message_in_the_segment_is_the_next_layer(void)
{
    decoded("0001 0000 0003 11 87 01 0002 0000 0002 11 07");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('M', 'B', 'U', 'S'));
    CU_ASSERT_EQUAL(left(), 8);
}

static void
a_message_cut_off_by_the_segment_is_kept(void)
{
    Types__ModbusTCP *modbus;

    with_option("payload", 1);
    modbus = decoded("0001 0000 0006 11 03 006b");
    CU_ASSERT(holds(modbus->payload, "006b"));
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
the_longest_message_has_254_bytes_behind_the_length(void)
{
    Types__ModbusTCP *modbus = decoded("0001 0000 00fe 11 03");

    CU_ASSERT_EQUAL(modbus->length, 254);
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 00ff 11 03"), "length beyond the longest message");
}

static void
another_protocol_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0001 0002 11 07"), nc_declined);
}

static void
a_length_below_unit_and_function_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0000 0001 11 07"), "length below unit and function");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_has_unit_and_function),
        SENTENCE(an_exception_keeps_the_function),
        SENTENCE(the_payload_is_written_on_demand),
        SENTENCE(a_message_may_have_no_data),
        SENTENCE(the_next_message_in_the_segment_is_the_next_layer),
        SENTENCE(a_message_cut_off_by_the_segment_is_kept),
        SENTENCE(the_longest_message_has_254_bytes_behind_the_length),
        SENTENCE(another_protocol_is_refused),
        SENTENCE(a_length_below_unit_and_function_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("modbustcp", "0001 0000 0002 11 07", own);
}
