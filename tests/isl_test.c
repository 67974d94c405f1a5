/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_frame_follows(void)
{
    decoded("aaaa03 00000c 0015 0000 0000 02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_follows),
        SENTENCES_END
    };

    return plugin_sentences("isl", "aaaa03 00000c 0014 0000 0000", own);
}
