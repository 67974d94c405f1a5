/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ZEROS "00000000000000000000000000000000000000000000000000000000000000 "

static void
nothing_follows_a_configuration(void)
{
    decoded("0000 00 00" ZEROS "0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
rapid_and_multiple_trees_are_known(void)
{
    decoded("0000 02 02" ZEROS "00");
    decoded("0000 03 02" ZEROS "00 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_change_of_topology_has_four_bytes(void)
{
    decoded("0000 00 80");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
registration_is_known(void)
{
    decoded("0001 01 02 04 0003 0064 00 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
half_a_configuration_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 00 00 0000"), nc_truncated);
}

static void
another_protocol_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0002 00 80"), "neither spanning tree nor registration");
}

static void
an_unknown_type_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 00 01" ZEROS), "message of an unknown type");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_configuration),
        SENTENCE(rapid_and_multiple_trees_are_known),
        SENTENCE(a_change_of_topology_has_four_bytes),
        SENTENCE(registration_is_known),
        SENTENCE(half_a_configuration_is_refused),
        SENTENCE(another_protocol_is_refused),
        SENTENCE(an_unknown_type_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("stp", "0000 00 80", own);
}
