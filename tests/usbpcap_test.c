/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define HEAD "0000000000000000 00000000 0900 00 0100 0200 81"

static void
a_transfer_is_named_by_its_type(void)
{
    decoded("1b00" HEAD "01 02000000 0102");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_setup_stage_begins_with_setup_bytes(void)
{
    decoded("1c00" HEAD "02 08000000 00 8006000100001200");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 0x102);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
later_stages_of_a_control_transfer_have_none(void)
{
    decoded("1c00" HEAD "02 02000000 01 1201");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 2);
    CU_ASSERT_EQUAL(left(), 2);
    decoded("1c00" HEAD "02 00000000 03");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 2);
}

static void
a_longer_header_is_passed_over(void)
{
    decoded("2700" HEAD "00 02000000 010000000000000000000000 0102");
    CU_ASSERT_EQUAL(next_space(), NC_USB);
    CU_ASSERT_EQUAL(next_value(), 0);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
what_lies_behind_the_data_is_cut_off(void)
{
    decoded("1b00" HEAD "03 01000000 0102");
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_what_is_no_transfer(void)
{
    decoded("1b00" HEAD "fe 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1a00" HEAD "01 00000000"), "length shorter than the header");
    CU_ASSERT_STRING_EQUAL(refusal("1b00" HEAD "02 00000000 00"), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1c00" HEAD "01 00000000"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_transfer_is_named_by_its_type),
        SENTENCE(a_setup_stage_begins_with_setup_bytes),
        SENTENCE(later_stages_of_a_control_transfer_have_none),
        SENTENCE(a_longer_header_is_passed_over),
        SENTENCE(what_lies_behind_the_data_is_cut_off),
        SENTENCE(nothing_follows_what_is_no_transfer),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("usbpcap", "1b00" HEAD "01 00000000", own);
}
