/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows(void)
{
    decoded("ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("knowntypes", "", own);
}
