/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_follows_commands(void)
{
    decoded("0210 0102 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
variables_and_mailboxes_are_known(void)
{
    decoded("0040");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("0050");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_length_beyond_the_frame_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0310 0102"), nc_truncated);
}

static void
an_unknown_type_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0020 0102"), "frame of an unknown type");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_commands),
        SENTENCE(variables_and_mailboxes_are_known),
        SENTENCE(a_length_beyond_the_frame_is_refused),
        SENTENCE(an_unknown_type_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("ethercat", "0210 0102", own);
}
