/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_customers_frame_follows_the_tag(void)
{
    decoded("e1abcdef ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_customers_frame_follows_the_tag),
        SENTENCES_END
    };

    return plugin_sentences("pbb", "00000100", own);
}
