/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_whole_frame_follows(void)
{
    decoded("0060 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_whole_frame_follows),
        SENTENCES_END
    };

    return plugin_sentences("fabricpath", "0060", own);
}
