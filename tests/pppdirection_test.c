/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_frame_follows_the_direction(void)
{
    decoded("01 ff03 0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 9);
    CU_ASSERT_EQUAL(left(), 5);
}

static void
the_direction_may_stand_for_the_address(void)
{
    decoded("00 03 0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 9);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_frame_without_address_and_control_begins_with_its_protocol(void)
{
    decoded("00 0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 9);
    CU_ASSERT_EQUAL(left(), 3);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_follows_the_direction),
        SENTENCE(the_direction_may_stand_for_the_address),
        SENTENCE(a_frame_without_address_and_control_begins_with_its_protocol),
        SENTENCES_END
    };

    return plugin_sentences("pppdirection", "00", own);
}
