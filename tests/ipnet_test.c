/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define REST "0000 00000000 00000000 00000000 00000000 00000000"

static void
the_address_family_says_what_follows(void)
{
    decoded("01 02" REST "45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("01 1a" REST "60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 02" REST), "version is not 1");
}

static void
another_family_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 0a" REST), "address family is not IP");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_address_family_says_what_follows),
        SENTENCE(another_version_is_refused),
        SENTENCE(another_family_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("ipnet", "01 02" REST, own);
}
