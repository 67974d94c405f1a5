/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ACTOR "8000 000102030405 0001 8000 0001 3d 000000"

static void
nothing_follows_link_aggregation(void)
{
    decoded("01 01 01 14" ACTOR);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_a_marker(void)
{
    decoded("02 01 01 10" "0001 000102030405 00000001 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_OAM_and_what_organizations_have(void)
{
    decoded("03 0050 00 ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("0a 0019a7 0001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
an_actor_of_another_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 01 13" ACTOR), "does not begin with its actor");
}

static void
a_marker_of_another_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 01 01 ff"), "marker of another length");
}

static void
an_actor_that_is_cut_off_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 01 14 8000"), nc_truncated);
}

static void
another_subtype_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("04 0000 00"), "slow protocol that is not known");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_link_aggregation),
        SENTENCE(nothing_follows_a_marker),
        SENTENCE(nothing_follows_OAM_and_what_organizations_have),
        SENTENCE(an_actor_of_another_length_is_refused),
        SENTENCE(a_marker_of_another_length_is_refused),
        SENTENCE(an_actor_that_is_cut_off_is_refused),
        SENTENCE(another_subtype_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("slowprotocols", "03 0000 00", own);
}
