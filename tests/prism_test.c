/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define DEVICE "776c616e300000000000000000000000"
#define ACK "d4000000 020000000001"

static void
a_wireless_frame_follows_where_the_length_says(void)
{
    decoded("44000000 1c000000" DEVICE "ffffffff" ACK);
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
the_numbers_may_be_big_endian(void)
{
    decoded("00000044 0000001c" DEVICE "ffffffff" ACK);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
the_other_message_is_known(void)
{
    decoded("41000000 18000000" DEVICE ACK);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
an_avs_header_is_handed_on_whole(void)
{
    decoded("80211001 00000008" ACK);
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 163);
    CU_ASSERT_EQUAL(left(), 18);
}

static void
another_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("45000000 18000000" DEVICE ACK), "unknown message");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("44000000 17000000" DEVICE ACK),
                           "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("44000000 ffffffff" DEVICE ACK), nc_truncated);
}

static void
nothing_follows_a_header_without_a_frame(void)
{
    decoded("44000000 18000000" DEVICE);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_wireless_frame_follows_where_the_length_says),
        SENTENCE(the_numbers_may_be_big_endian),
        SENTENCE(the_other_message_is_known),
        SENTENCE(an_avs_header_is_handed_on_whole),
        SENTENCE(another_message_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(nothing_follows_a_header_without_a_frame),
        SENTENCES_END
    };

    return plugin_sentences("prism", "44000000 18000000" DEVICE, own);
}
