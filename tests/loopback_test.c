/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
family_2_is_ipv4_in_either_byte_order(void)
{
    decoded("00000002 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    decoded("02000000 45");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

static void
ipv6_has_a_family_for_each_system(void)
{
    static const char *const families[] = { "0000000a", "18000000", "0000001c", "1e000000" };

    for (size_t i = 0; i < 4; i++) {
        decoded(families[i]);
        CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
        CU_ASSERT_EQUAL(next_value(), 0x86dd);
    }
}

static void
the_packet_is_left(void)
{
    decoded("00000002 450000");
    CU_ASSERT_EQUAL(left(), 3);
}

static void
another_family_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000007"), "address family is not IP");
    CU_ASSERT_STRING_EQUAL(refusal("02000001"), "address family is not IP");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(family_2_is_ipv4_in_either_byte_order),
        SENTENCE(ipv6_has_a_family_for_each_system),
        SENTENCE(the_packet_is_left),
        SENTENCE(another_family_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("loopback", "00000002", own);
}
