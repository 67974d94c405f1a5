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
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("21 00 0000 80000000 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_null_register_has_none(void)
{
    decoded("21 00 0000 40000000 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_register_of_something_else_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("21 00 0000 00000000 20"), "no packet in a register");
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
        SENTENCE(a_register_of_something_else_is_refused),
        SENTENCE(another_version_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pim", "20 00 0000", own);
}
