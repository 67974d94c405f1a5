/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_IS_IS(void)
{
    decoded("83 08 01 00 0f 01 00 00 ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_ES_IS_and_CLNP(void)
{
    decoded("82 04 01 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("81 05 01 00 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
the_padding_of_Cisco_is_passed_over(void)
{
    decoded("03 83 03 01");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("74 82 03 01");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 83 03 01");
    CU_ASSERT_EQUAL(left(), 0);
}

static void
packets_of_IP_are_handed_on(void)
{
    decoded("cc 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("8e 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_header_beyond_the_frame_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("83 1b 01 00"), nc_truncated);
}

static void
a_header_without_its_beginning_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("83 02 01 00"), "header shorter than its beginning");
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("83 03 02"), "version is not 1");
}

static void
other_protocols_are_left_to_others(void)
{
    decoded("c0 03 01");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('n', 'l', 'p', 'd'));
    CU_ASSERT_EQUAL(next_value(), 0xc0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_IS_IS),
        SENTENCE(nothing_follows_ES_IS_and_CLNP),
        SENTENCE(the_padding_of_Cisco_is_passed_over),
        SENTENCE(packets_of_IP_are_handed_on),
        SENTENCE(a_header_beyond_the_frame_is_refused),
        SENTENCE(a_header_without_its_beginning_is_refused),
        SENTENCE(another_version_is_refused),
        SENTENCE(other_protocols_are_left_to_others),
        SENTENCES_END
    };

    return plugin_sentences("osi", "83 03 01", own);
}
