/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_is_inside(void)
{
    decoded("4188 f5 b61a ffff 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
cooked_captures_have_it_as_a_protocol(void)
{
    CU_ASSERT_EQUAL(plugin->on[2].space, NC_ETHERTYPE);
    CU_ASSERT_EQUAL(plugin->on[2].value, 0x00f6);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_inside),
        SENTENCE(cooked_captures_have_it_as_a_protocol),
        SENTENCES_END
    };

    return plugin_sentences("ieee802154", "0200", own);
}
