/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define TIMER "0000000000000000"
#define ACK "d4000000 020000000001"

static void
the_link_type_says_what_follows(void)
{
    decoded("0000 0800 01000000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
fields_are_passed_over(void)
{
    decoded("0000 0d00 69000000 0300 0100 ff" ACK);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 10);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

#define WITH_SEQUENCE NC_SPACE('W', 'F', 'C', 'S')

static void
a_flag_says_that_there_is_a_check_sequence(void)
{
    decoded("0000 1600 69000000 0200 0a00" TIMER "0100" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(left(), 14);
    decoded("0000 1600 69000000 0200 0a00" TIMER "0500" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), WITH_SEQUENCE);
    decoded("0000 1600 69000000 0200 0a00" TIMER "0400" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
}

static void
a_frame_that_is_cut_has_lost_its_check_sequence(void)
{
    led_cut();
    decoded("0000 1600 69000000 0200 0a00" TIMER "0100" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
}

static void
only_a_wireless_frame_has_a_check_sequence(void)
{
    decoded("0000 1600 01000000 0200 0a00" TIMER "0500" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
}

static void
aligned_fields_begin_at_four_bytes(void)
{
    decoded("0001 1e00 69000000 0300 0100 ff000000 0200 0a00" TIMER "0500" ACK "01020304");
    CU_ASSERT_EQUAL(next_space(), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(left(), 14);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_field_beyond_the_header_is_marked(void)
{
    decoded("0000 0d00 69000000 0300 0200 ff" ACK);
    CU_ASSERT_STRING_EQUAL(malformed(), "field runs past the header");
    CU_ASSERT_EQUAL(left(), 10);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 0800 69000000" ACK), "version is not 0");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 0700 69000000" ACK), "length shorter than the header");
}

static void
nothing_follows_a_header_without_a_frame(void)
{
    decoded("0000 0800 69000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_link_type_says_what_follows),
        SENTENCE(fields_are_passed_over),
        SENTENCE(a_flag_says_that_there_is_a_check_sequence),
        SENTENCE(a_frame_that_is_cut_has_lost_its_check_sequence),
        SENTENCE(only_a_wireless_frame_has_a_check_sequence),
        SENTENCE(aligned_fields_begin_at_four_bytes),
        SENTENCE(a_field_beyond_the_header_is_marked),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(nothing_follows_a_header_without_a_frame),
        SENTENCES_END
    };

    return plugin_sentences("ppi", "0000 0800 69000000", own);
}
