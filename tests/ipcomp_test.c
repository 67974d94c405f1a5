/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_what_is_compressed(void)
{
    decoded("06 00 0002 ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_what_is_compressed),
        SENTENCES_END
    };

    return plugin_sentences("ipcomp", "06 00 0002", own);
}
