/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_next_protocol_says_what_follows(void)
{
    decoded("0fc2 02 01 00000100 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("0fc2 02 03 00000100 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    decoded("0fc2 02 05 00000100 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8847);
}

static void
fixed_metadata_is_passed_over(void)
{
    decoded("0fc6 01 02 00000100 00000000 00000000 00000000 00000000 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_a_protocol_that_is_not_known(void)
{
    decoded("0fc2 02 fe 00000100 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
metadata_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0fff 02 01 00000100 45"), nc_truncated);
}

static void
lengths_that_cannot_be_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0fc1 02 01 00000100 45"), "length below that of the header");
    CU_ASSERT_STRING_EQUAL(refusal("0fc5 01 01 00000100 45"), "fixed metadata of another length");
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4fc2 02 01 00000100"), "version is not 0");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_next_protocol_says_what_follows),
        SENTENCE(fixed_metadata_is_passed_over),
        SENTENCE(nothing_follows_a_protocol_that_is_not_known),
        SENTENCE(metadata_beyond_the_packet_is_refused),
        SENTENCE(lengths_that_cannot_be_are_refused),
        SENTENCE(another_version_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("nsh", "0fc2 02 01 00000100", own);
}
