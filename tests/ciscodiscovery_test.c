/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ciscodiscovery.pb-c.h"

static void
values_are_listed_with_the_length_of_all_of_them(void)
{
    Types__CiscoDiscovery *cdp = decoded("02 b4 1234 0001 0006 5231 ff01 0004");

    CU_ASSERT_EQUAL_FATAL(cdp->n_values, 2);
    CU_ASSERT_EQUAL(cdp->values[0]->type, 1);
    CU_ASSERT_EQUAL(cdp->values[0]->length, 6);
    CU_ASSERT(holds(cdp->values[0]->value, "5231"));
    CU_ASSERT_EQUAL(cdp->values[1]->type, 0xff01);
    CU_ASSERT_EQUAL(cdp->values[1]->length, 4);
    CU_ASSERT(holds(cdp->values[1]->value, ""));
}

static void
the_first_version_is_known_too(void)
{
    Types__CiscoDiscovery *cdp = decoded("01 ff ffff");

    CU_ASSERT_EQUAL(cdp->version, 1);
    CU_ASSERT_EQUAL(cdp->ttl, 255);
    CU_ASSERT_EQUAL(cdp->checksum, 65535);
}

static void
other_versions_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 b4 0000"), "version is neither 1 nor 2");
    CU_ASSERT_STRING_EQUAL(refusal("03 b4 0000"), "version is neither 1 nor 2");
}

static void
a_length_below_its_own_header_ends_the_list(void)
{
    Types__CiscoDiscovery *cdp = decoded("02 b4 0000 0001 0005 61 0003 0003 0001 0005 62");

    CU_ASSERT_EQUAL(cdp->n_values, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "value length below 4");
}

static void
a_value_beyond_the_frame_keeps_those_before_it(void)
{
    Types__CiscoDiscovery *cdp = decoded("02 b4 0000 0001 0005 61 0003 0007 6263");

    CU_ASSERT_EQUAL(cdp->n_values, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
half_a_header_ends_the_list(void)
{
    Types__CiscoDiscovery *cdp = decoded("02 b4 0000 0001 00");

    CU_ASSERT_EQUAL(cdp->n_values, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
the_values_are_left_for_the_next_layer(void)
{
    decoded("02 b4 0000 0001 0006 5231");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('C', 'D', 'P', 'V'));
    CU_ASSERT_EQUAL(left(), 6);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(values_are_listed_with_the_length_of_all_of_them),
        SENTENCE(the_first_version_is_known_too),
        SENTENCE(other_versions_are_refused),
        SENTENCE(a_length_below_its_own_header_ends_the_list),
        SENTENCE(a_value_beyond_the_frame_keeps_those_before_it),
        SENTENCE(half_a_header_ends_the_list),
        SENTENCE(the_values_are_left_for_the_next_layer),
        SENTENCES_END
    };

    return plugin_sentences("ciscodiscovery", "02 b4 1234", own);
}
