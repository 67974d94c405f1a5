/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_a_request(void)
{
    decoded("01 01 0008 01 04 05d4");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0003"), "length below that of the header");
}

static void
a_length_beyond_the_frame_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0005"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_request),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_frame_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pppcontrol", "01 01 0004", own);
}
