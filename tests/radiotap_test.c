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

static void
a_check_sequence_stays_for_the_frame_to_judge(void)
{
    decoded("0000 0900 02000000 10" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 14);
}

static void
a_bad_check_sequence_is_cut_off(void)
{
    decoded("0000 0900 02000000 50" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 10);
}

static void
a_bad_mark_without_a_check_sequence_cuts_nothing(void)
{
    decoded("0000 0900 02000000 40" ACK);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
the_flags_come_behind_the_aligned_timer(void)
{
    decoded("0000 1900 030000a0 00000080 00000000" "5050505050505050" "50" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 10);
    decoded("0000 1900 030000a0 00000080 00000000" "5050505050505050" "10" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 14);
}

static void
the_timer_is_aligned_from_the_first_byte(void)
{
    decoded("0000 1900 03000080 00000000 00000000" "5050505050505050"
            "10" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 14);
    decoded("0000 1900 03000080 00000000 50505050" "5050505050505050"
            "50" ACK "01020304");
    CU_ASSERT_EQUAL(left(), 10);
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
        SENTENCE(a_check_sequence_stays_for_the_frame_to_judge),
        SENTENCE(a_bad_check_sequence_is_cut_off),
        SENTENCE(a_bad_mark_without_a_check_sequence_cuts_nothing),
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
