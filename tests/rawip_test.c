/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
version_4_is_ipv4(void)
{
    decoded("4500");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

static void
version_6_is_ipv6(void)
{
    decoded("6000");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
the_header_is_left_unread(void)
{
    decoded("450000");
    CU_ASSERT_EQUAL(left(), 3);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("5500"), "IP version is neither 4 nor 6");
}

static void
an_empty_packet_is_truncated(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(""), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(version_4_is_ipv4),
        SENTENCE(version_6_is_ipv6),
        SENTENCE(the_header_is_left_unread),
        SENTENCE(another_version_is_refused),
        SENTENCE(an_empty_packet_is_truncated),
        SENTENCES_END
    };

    return plugin_sentences("rawip", "45", own);
}
