/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define INTERFACE "656e3000 0000000000000000000000000000000000000000"
#define PROCESS \
    "01000000 02000000 0e000000 00000000 7b000000 0000000000000000000000000000000000000000" \
    "00000000 00000000 00000000 0000000000000000000000000000000000000000"

static void
the_link_type_says_what_follows(void)
{
    decoded("6c000000 01000000 01000000" INTERFACE PROCESS "02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_longer_header_is_passed_over(void)
{
    decoded("70000000 01000000 0c000000" INTERFACE PROCESS "ffffffff 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 12);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_a_header_alone(void)
{
    decoded("6c000000 00000000 01000000" INTERFACE PROCESS);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("6b000000 01000000 01000000" INTERFACE PROCESS),
                           "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("6d000000 01000000 01000000" INTERFACE PROCESS), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("ffffffff 01000000 01000000" INTERFACE PROCESS "02"),
                           nc_truncated);
}

static void
what_begins_otherwise_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("6c000000 02000000 01000000" INTERFACE PROCESS),
                           "neither packet nor nothing follows");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_link_type_says_what_follows),
        SENTENCE(a_longer_header_is_passed_over),
        SENTENCE(nothing_follows_a_header_alone),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(what_begins_otherwise_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pktap", "6c000000 01000000 01000000" INTERFACE PROCESS, own);
}
