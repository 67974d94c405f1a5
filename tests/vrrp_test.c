/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
version_2_is_handed_on_whole(void)
{
    decoded("2101 6401 0001 abcd c0000201");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('V', 'R', 'R', 'P'));
    CU_ASSERT_EQUAL(next_value(), 2);
    CU_ASSERT_EQUAL(left(), 12);
}

static void
nothing_is_inside_version_3(void)
{
    decoded("3101 6401 0064 abcd c0000201");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("3101 6401 0064 abcd fe800000000000000000000000000001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
fewer_addresses_than_announced_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3101 6402 0064 abcd c0000201"), nc_truncated);
}

static void
what_is_no_advertisement_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3201 6401 0064 abcd c0000201"), "not an advertisement");
}

static void
other_versions_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1101 6401"), "version is neither 2 nor 3");
    CU_ASSERT_STRING_EQUAL(refusal("4101 6401"), "version is neither 2 nor 3");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(version_2_is_handed_on_whole),
        SENTENCE(nothing_is_inside_version_3),
        SENTENCE(fewer_addresses_than_announced_are_refused),
        SENTENCE(what_is_no_advertisement_is_refused),
        SENTENCE(other_versions_are_refused),
        SENTENCES_END
    };

    return plugin_sentences("vrrp", "21", own);
}
