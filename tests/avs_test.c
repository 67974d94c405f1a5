/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ACK "d4000000 020000000001"

static void
a_wireless_frame_follows_where_the_length_says(void)
{
    decoded("80211001 0000000a ffff" ACK);
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
the_second_version_is_known(void)
{
    decoded("80211002 00000008" ACK);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("80211003 00000008" ACK), "unknown version");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("80211001 00000007" ACK), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("80211001 ffffffff" ACK), nc_truncated);
}

static void
nothing_follows_a_header_without_a_frame(void)
{
    decoded("80211001 00000008");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_wireless_frame_follows_where_the_length_says),
        SENTENCE(the_second_version_is_known),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(nothing_follows_a_header_without_a_frame),
        SENTENCES_END
    };

    return plugin_sentences("avs", "80211001 00000008", own);
}
