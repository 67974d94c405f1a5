/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
type_2_has_eight_bytes(void)
{
    decoded("10640c01 00000000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_has_twelve_bytes(void)
{
    decoded("20640c01 00000001 0000 0000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_may_have_eight_more(void)
{
    decoded("20640c01 00000001 0000 0001 0000000000000000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_may_carry_ip_alone(void)
{
    decoded("20640c01 00000001 0000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_subheader_that_is_missing_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("20640c01 00000001 0000 0001 00000000000000"), nc_truncated);
}

static void
a_short_type_3_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("20640c01 00000001 0000 00"), nc_truncated);
}

static void
another_type_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00640c01 00000000"), "type is neither II nor III");
    CU_ASSERT_STRING_EQUAL(refusal("30640c01 00000000 00000000"), "type is neither II nor III");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(type_2_has_eight_bytes),
        SENTENCE(type_3_has_twelve_bytes),
        SENTENCE(type_3_may_have_eight_more),
        SENTENCE(type_3_may_carry_ip_alone),
        SENTENCE(a_subheader_that_is_missing_is_refused),
        SENTENCE(a_short_type_3_is_refused),
        SENTENCE(another_type_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("erspan", "10000000 00000000", own);
}
