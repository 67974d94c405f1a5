/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_packet_follows_its_direction(void)
{
    decoded("00000000 04 0e 00");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 187);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_third_direction_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000002 04 0e 00"), "neither sent nor received");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_follows_its_direction),
        SENTENCE(a_third_direction_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("bluetoothdirection", "00000001", own);
}
