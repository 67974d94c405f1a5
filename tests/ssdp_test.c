/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define NOTIFY "4e4f54494659202a20485454502f312e31"
#define SEARCH "4d2d534541524348202a20485454502f312e31"
#define ANSWER "485454502f312e3120323030"

static void
nothing_follows_a_head(void)
{
    decoded(NOTIFY);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded(SEARCH);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded(ANSWER);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
it_is_recognised_by_how_it_begins(void)
{
    CU_ASSERT_EQUAL(recognised(NOTIFY), NC_YES);
    CU_ASSERT_EQUAL(recognised(SEARCH), NC_YES);
    CU_ASSERT_EQUAL(recognised(ANSWER), NC_YES);
}

static void
anything_else_is_somebody_elses(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("474554202f20485454502f312e31"), nc_declined);
    CU_ASSERT_STRING_EQUAL(refusal("474554202f20485454502f312e31"), nc_declined);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_head),
        SENTENCE(it_is_recognised_by_how_it_begins),
        SENTENCE(anything_else_is_somebody_elses),
        SENTENCES_END
    };

    return plugin_sentences("ssdp", "485454502f312e31", own);
}
