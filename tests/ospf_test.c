/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define VERSIONS NC_SPACE('O', 'S', 'P', 'F')

static void
the_first_byte_says_which_version_follows(void)
{
    decoded("0305");
    CU_ASSERT_EQUAL(next_space(), VERSIONS);
    CU_ASSERT_EQUAL(next_value(), 3);
}

static void
the_packet_is_left_whole(void)
{
    decoded("02050018");
    CU_ASSERT_EQUAL(left(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_first_byte_says_which_version_follows),
        SENTENCE(the_packet_is_left_whole),
        SENTENCES_END
    };

    return plugin_sentences("ospf", "02", own);
}
