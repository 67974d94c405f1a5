/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_is_inside_osi_s_own_protocols(void)
{
    decoded("81 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("82 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("83 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
ip_has_numbers_here_too(void)
{
    decoded("cc 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("8e 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
other_numbers_are_left_to_others(void)
{
    decoded("c0 00");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('n', 'l', 'p', 'd'));
    CU_ASSERT_EQUAL(next_value(), 0xc0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_inside_osi_s_own_protocols),
        SENTENCE(ip_has_numbers_here_too),
        SENTENCE(other_numbers_are_left_to_others),
        SENTENCES_END
    };

    return plugin_sentences("osi", "83", own);
}
