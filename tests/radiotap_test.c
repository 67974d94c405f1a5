/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ACK "d4000000 020000000001"

static void
a_wireless_frame_follows(void)
{
    decoded("0000 0800 00000000" ACK);
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
the_length_counts_from_the_first_byte(void)
{
    decoded("0000 0c00 04000000 02000000" ACK);
    CU_ASSERT_EQUAL(left(), 10);
}

#define WITH_SEQUENCE NC_SPACE('W', 'F', 'C', 'S')

static uint32_t
space_behind(const char *hex)
{
    decoded(hex);
    CU_ASSERT(next_space() == WITH_SEQUENCE || next_space() == NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), next_space() == WITH_SEQUENCE ? 0 : 105);
    return next_space();
}

static void
a_flag_says_that_there_is_a_check_sequence(void)
{
    CU_ASSERT_EQUAL(space_behind("0000 0900 02000000 10" ACK "01020304"), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(left(), 14);
    CU_ASSERT_EQUAL(space_behind("0000 0900 02000000 50" ACK "01020304"), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(space_behind("0000 0900 02000000 ef" ACK "01020304"), NC_LINKTYPE);
    CU_ASSERT_EQUAL(space_behind("0000 0800 00000000" ACK "01020304"), NC_LINKTYPE);
}

static void
a_bad_mark_without_a_check_sequence_says_nothing(void)
{
    CU_ASSERT_EQUAL(space_behind("0000 0900 02000000 40" ACK), NC_LINKTYPE);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
a_frame_that_is_cut_has_lost_its_check_sequence(void)
{
    led_cut();
    CU_ASSERT_EQUAL(space_behind("0000 0900 02000000 10" ACK "01020304"), NC_LINKTYPE);
}

static void
the_flags_come_behind_the_aligned_timer(void)
{
    CU_ASSERT_EQUAL(space_behind("0000 1900 030000a0 00000080 00000000" "efefefefefefefef" "10" ACK
                                 "01020304"), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(space_behind("0000 1900 030000a0 00000080 00000000" "1010101010101010" "00" ACK
                                 "01020304"), NC_LINKTYPE);
    CU_ASSERT_EQUAL(left(), 14);
}

static void
the_timer_is_aligned_from_the_first_byte(void)
{
    CU_ASSERT_EQUAL(space_behind("0000 1900 03000080 00000000 efefefef" "efefefefefefefef"
                                 "10" ACK "01020304"), WITH_SEQUENCE);
    CU_ASSERT_EQUAL(space_behind("0000 1900 03000080 00000000 10101010" "1010101010101010"
                                 "00" ACK "01020304"), NC_LINKTYPE);
}

static void
nothing_follows_a_header_without_a_frame(void)
{
    decoded("0000 0800 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 0800 00000000" ACK), "version is not 0");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 0700 00000000" ACK), "length shorter than the header");
}

static void
presence_words_beyond_the_header_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 0800 00000080" "00000000" ACK),
                           "fields run past the header");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_wireless_frame_follows),
        SENTENCE(the_length_counts_from_the_first_byte),
        SENTENCE(a_flag_says_that_there_is_a_check_sequence),
        SENTENCE(a_bad_mark_without_a_check_sequence_says_nothing),
        SENTENCE(a_frame_that_is_cut_has_lost_its_check_sequence),
        SENTENCE(the_flags_come_behind_the_aligned_timer),
        SENTENCE(the_timer_is_aligned_from_the_first_byte),
        SENTENCE(nothing_follows_a_header_without_a_frame),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(presence_words_beyond_the_header_are_refused),
        SENTENCES_END
    };

    return plugin_sentences("radiotap", "0000 0800 00000000", own);
}
