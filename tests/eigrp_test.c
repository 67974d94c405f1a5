/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define HEADER "02 05 0000 00000000 00000000 00000000 0000 0064"

static void
nothing_follows_a_hello(void)
{
    decoded(HEADER "0001 000c 01 00 01 00 00 00 000f" "0004 0008 0c04 0102");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 05 0000 00000000 00000000 00000000 0000 0064"),
                           "version is not 2");
}

static void
an_element_shorter_than_its_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER "0001 0003 00"), "element shorter than its header");
}

static void
an_element_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER "0001 000c 01 00"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_hello),
        SENTENCE(another_version_is_refused),
        SENTENCE(an_element_shorter_than_its_header_is_refused),
        SENTENCE(an_element_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("eigrp", HEADER, own);
}
