/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define MIDDLE "12000000 00000000 00000000 2b85000000000000 00001001 04 04 80"

static void
a_submitted_control_request_begins_with_setup_bytes(void)
{
    decoded("0101 28 00" MIDDLE "00 0000000000000000 8006000100001200");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 0x102);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
a_complete_one_has_none(void)
{
    decoded("0101 28 01" MIDDLE "00 0000000000000000 1201");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 2);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
each_type_of_endpoint_has_linux_number(void)
{
    decoded("0100 20 00" MIDDLE "01");
    CU_ASSERT_EQUAL(next_value(), 0);
    decoded("0100 20 00" MIDDLE "02");
    CU_ASSERT_EQUAL(next_value(), 3);
    decoded("0100 20 00" MIDDLE "03");
    CU_ASSERT_EQUAL(next_value(), 1);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 1f 00" MIDDLE "02"), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 21 00" MIDDLE "02"), nc_truncated);
}

static void
a_request_of_a_third_kind_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 20 02" MIDDLE "02"), "neither submitted nor complete");
}

static void
a_fifth_type_of_transfer_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 20 00" MIDDLE "04"), "transfer of an unknown type");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_submitted_control_request_begins_with_setup_bytes),
        SENTENCE(a_complete_one_has_none),
        SENTENCE(each_type_of_endpoint_has_linux_number),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(a_request_of_a_third_kind_is_refused),
        SENTENCE(a_fifth_type_of_transfer_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("usbdarwin", "0101 20 00" MIDDLE "02", own);
}
