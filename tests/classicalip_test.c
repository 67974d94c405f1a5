/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
llc_is_told_by_its_access_point(void)
{
    decoded("aaaa03 000000 0800");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
all_else_is_ip(void)
{
    decoded("45 00");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 2);
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
        SENTENCE(llc_is_told_by_its_access_point),
        SENTENCE(all_else_is_ip),
        SENTENCE(an_empty_packet_is_truncated),
        SENTENCES_END
    };

    return plugin_sentences("classicalip", "45", own);
}
