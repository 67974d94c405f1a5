/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_a_hello(void)
{
    decoded("20 00 0000 0001 0002 0069");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_register_has_a_packet(void)
{
    decoded("21 00 0000 00000000 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_null_register_has_none(void)
{
    decoded("21 00 0000 40000000 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_register_may_be_empty_and_not_cut_short(void)
{
    decoded("21 00 0000 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(refusal("21 00 0000 000000"), nc_truncated);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("10 00 0000"), "version is not 2");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_hello),
        SENTENCE(a_register_has_a_packet),
        SENTENCE(a_null_register_has_none),
        SENTENCE(a_register_may_be_empty_and_not_cut_short),
        SENTENCE(another_version_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pim", "20 00 0000", own);
}
