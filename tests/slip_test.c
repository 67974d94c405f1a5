/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
ip_follows_the_header(void)
{
    decoded("01 45 00000000000000000000 00000000 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_a_header_alone(void)
{
    decoded("01 45 00000000000000000000 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(ip_follows_the_header),
        SENTENCE(nothing_follows_a_header_alone),
        SENTENCES_END
    };

    return plugin_sentences("slip", "00 45 00000000000000000000 00000000", own);
}
