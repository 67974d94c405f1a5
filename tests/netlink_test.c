/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_is_inside(void)
{
    decoded("0004 0338 00000000000000000000 0000 14000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_device_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0004 0001 00000000000000000000 0000"),
                           "device type is not that of netlink");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_inside),
        SENTENCE(another_device_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("netlink", "0004 0338 00000000000000000000 0000", own);
}
