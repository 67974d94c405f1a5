/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdio.h>

#define SWAPPED_FRAME NC_SPACE('W', 'S', 'W', 'P')

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
a_frame_of_Ethernet_follows(void)
{
    decoded("00 100200 00000000 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_frame_as_it_was_in_the_air_follows(void)
{
    decoded("00 100300 00000000 08 02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
its_control_may_be_the_other_way_round(void)
{
    static const char *const swapped[] = { "01 08", "02 08", "03 88", "41 88", "00 40", "00 c0" };
    static const char *const straight[] = { "08 01", "08 00", "88 41", "40 00", "c0 08", "00 00",
                                            "00 08", "00 10", "d0 00" };
    char hex[64];

    for (size_t i = 0; i < sizeof swapped / sizeof *swapped; i++) {
        snprintf(hex, sizeof hex, "00 100300 00000000 %s", swapped[i]);
        decoded(hex);
        CU_ASSERT_EQUAL(next_space(), SWAPPED_FRAME);
        CU_ASSERT_EQUAL(left(), 2);
    }
    for (size_t i = 0; i < sizeof straight / sizeof *straight; i++) {
        snprintf(hex, sizeof hex, "00 100300 00000000 %s", straight[i]);
        decoded(hex);
        CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    }
}

static void
what_is_no_frame_either_way_is_none(void)
{
    decoded("00 100300 00000000 01 02");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 100300 00000000 08");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
optional_parts_are_passed_over(void)
{
    decoded("00 200310 00000000 06 020000000001 00 08 02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 105);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
nothing_follows_fragments_and_keepalives(void)
{
    decoded("00 100280 00010000 02");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 100208 00000000 0004");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_what_is_encrypted(void)
{
    decoded("01 000000 16fefd");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_header_beyond_the_datagram_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 f80200 00000000 02"), nc_truncated);
}

static void
what_cannot_be_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("10 100200 00000000"), "version is not 0");
    CU_ASSERT_STRING_EQUAL(refusal("02 100200 00000000"), "header of an unknown kind");
    CU_ASSERT_STRING_EQUAL(refusal("00 080200 00000000"), "length below that of the header");
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("00 100200 00000000" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("00 200310 00000000 06 020000000001 00 08 02"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("01 000000 16fefd"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("00 100200 00000000" FRAME "4500ffff"), "no frame inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("00 180200 00000000 00000000" FRAME FOUR),
                           "header that is not filled");
    CU_ASSERT_STRING_EQUAL(unrecognised("00 200310 00000000 09 020000000001 00 08 02"),
                           "header that is not filled");
    CU_ASSERT_STRING_EQUAL(unrecognised("00 100200 00010000" FRAME FOUR),
                           "number of a fragment that is none");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_of_Ethernet_follows),
        SENTENCE(a_frame_as_it_was_in_the_air_follows),
        SENTENCE(its_control_may_be_the_other_way_round),
        SENTENCE(what_is_no_frame_either_way_is_none),
        SENTENCE(optional_parts_are_passed_over),
        SENTENCE(nothing_follows_fragments_and_keepalives),
        SENTENCE(nothing_follows_what_is_encrypted),
        SENTENCE(a_header_beyond_the_datagram_is_refused),
        SENTENCE(what_cannot_be_is_refused),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCES_END
    };

    return plugin_sentences("capwap", "00 100000 00000000", own);
}
