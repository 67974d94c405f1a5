/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_is_inside(void)
{
    decoded("00000123 02 00 0000 0102");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
more_data_than_a_frame_may_have_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000123 41 00 0000"), "more data than a frame may have");
}

static void
extra_long_frames_have_flags_in_place_of_a_length(void)
{
    decoded("00000123 81 00 0008 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_inside),
        SENTENCE(more_data_than_a_frame_may_have_is_refused),
        SENTENCE(extra_long_frames_have_flags_in_place_of_a_length),
        SENTENCES_END
    };

    return plugin_sentences("socketcan", "00000123 08 00 0000", own);
}
