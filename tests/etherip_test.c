/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
an_ethernet_frame_follows(void)
{
    decoded("3000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
reserved_bits_are_ignored(void)
{
    decoded("3fff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4000"), "version is not 3");
    CU_ASSERT_STRING_EQUAL(refusal("0300"), "version is not 3");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_ethernet_frame_follows),
        SENTENCE(reserved_bits_are_ignored),
        SENTENCE(another_version_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("etherip", "3000", own);
}
