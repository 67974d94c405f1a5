/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
llc_follows_a_frame_of_its_kind(void)
{
    decoded("10 40 c00020000001 000629000001 aaaa03");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_route_is_passed_over(void)
{
    decoded("10 40 c00020000001 800629000001 0670 0011 0020 aaaa03");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
nothing_follows_frames_of_the_ring_itself(void)
{
    decoded("10 00 c00020000001 000629000001 0001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_route_of_no_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("10 40 c00020000001 800629000001 0070"),
                           "route of a wrong length");
}

static void
a_route_of_an_odd_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("10 40 c00020000001 800629000001 0370 00"),
                           "route of a wrong length");
}

static void
a_route_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("10 40 c00020000001 800629000001 0670 0011"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(llc_follows_a_frame_of_its_kind),
        SENTENCE(a_route_is_passed_over),
        SENTENCE(nothing_follows_frames_of_the_ring_itself),
        SENTENCE(a_route_of_no_length_is_refused),
        SENTENCE(a_route_of_an_odd_length_is_refused),
        SENTENCE(a_route_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("tokenring", "10 40 c00020000001 000629000001", own);
}
