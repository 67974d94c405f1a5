/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_packet_follows_at_once(void)
{
    decoded("45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_packet_follows_what_is_said_of_its_service(void)
{
    decoded("00020000 60");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
none_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00020000"), "no packet behind redirection");
    CU_ASSERT_STRING_EQUAL(refusal("000200"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_follows_at_once),
        SENTENCE(a_packet_follows_what_is_said_of_its_service),
        SENTENCE(none_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("wccp", "45", own);
}
