/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_a_message(void)
{
    decoded("0001 000a 0000 0000 6100 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0007 0000 0000"), "length below that of the header");
}

static void
a_length_beyond_the_frame_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0009 0000 0000"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_message),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_frame_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("iec61850", "0001 0008 0000 0000", own);
}
