/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_family_says_what_the_payload_is(void)
{
    decoded("02 00 0000 0500 0900 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("0a 00 0000 0500 0900 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
attributes_before_the_payload_are_passed_over(void)
{
    decoded("02 00 0005 0800 0100 08000300 0500 0a00 00 000000 0600 0900 4500");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
attributes_may_be_big_endian(void)
{
    decoded("02 00 0005 0008 0001 08000300 0005 000a 00 000000 0006 0009 4500");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
the_first_attribute_tells_the_order_also_when_it_is_nested(void)
{
    decoded("02 00 0000 0008 8013 00000000 0005 0009 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

static void
what_lies_behind_the_payload_is_cut_off(void)
{
    decoded("02 00 0000 0500 0900 45 000000");
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_payload_that_was_not_captured_in_full_stays(void)
{
    decoded("02 00 0000 0010 0900 4500");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
other_families_have_the_ethertype_of_the_packet_header(void)
{
    decoded("07 00 0000 0800 0100 08060300 0500 0900 00");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0806);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_another_family_without_a_packet_header(void)
{
    decoded("07 00 0000 0500 0900 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_without_a_payload(void)
{
    decoded("02 00 0000 0500 0a00 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 01 0000"), "version is not 0");
}

static void
an_attribute_below_its_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 00 0000 0300 0a00"), "attribute shorter than its header");
    CU_ASSERT_STRING_EQUAL(refusal("02 00 0000 0000 0900 45"), "attribute shorter than its header");
}

static void
an_attribute_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 00 0000 0900 0a00 00"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_family_says_what_the_payload_is),
        SENTENCE(attributes_before_the_payload_are_passed_over),
        SENTENCE(attributes_may_be_big_endian),
        SENTENCE(the_first_attribute_tells_the_order_also_when_it_is_nested),
        SENTENCE(what_lies_behind_the_payload_is_cut_off),
        SENTENCE(a_payload_that_was_not_captured_in_full_stays),
        SENTENCE(other_families_have_the_ethertype_of_the_packet_header),
        SENTENCE(nothing_follows_another_family_without_a_packet_header),
        SENTENCE(nothing_follows_without_a_payload),
        SENTENCE(another_version_is_refused),
        SENTENCE(an_attribute_below_its_header_is_refused),
        SENTENCE(an_attribute_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("nflog", "02 00 0000", own);
}
