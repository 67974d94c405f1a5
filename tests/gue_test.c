/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"
#define ADDRESSES "20010db8000000000000000000000001 20010db8000000000000000000000002"
#define SIX "60000000 0000 3b 40" ADDRESSES

static void
the_protocol_says_what_follows(void)
{
    decoded("00 29 0000 60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
optional_fields_are_passed_over(void)
{
    decoded("01 04 8000 aabbccdd 45");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_control_messages_and_no_next_header(void)
{
    decoded("20 01 0000 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 3b 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_packet_may_come_without_a_header(void)
{
    decoded("45");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
fields_beyond_the_datagram_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1f 04 0000 45"), nc_truncated);
}

static void
another_variant_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("80 04 0000 45"), "neither variant of the header");
    CU_ASSERT_STRING_EQUAL(refusal("50"), "neither variant of the header");
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("00 04 0000" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("00 29 0000" SIX), NC_YES);
    CU_ASSERT_EQUAL(recognised(FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised(SIX), NC_YES);
    CU_ASSERT_EQUAL(recognised("00 11 0000 00350035 0008 0000"), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("00 11 0000 00350035 0009 0000"),
                           "not inside what the header says");
    CU_ASSERT_EQUAL(recognised("00 01 0000 0800f7fd 00010001"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0000 2112a442 0102030405060708090a0b0c"),
                           "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised(FOUR "00"), "length that is not the datagram's");
    CU_ASSERT_STRING_EQUAL(unrecognised(SIX "00"), "length that is not the datagram's");
    CU_ASSERT_STRING_EQUAL(unrecognised("00 29 0000" FOUR), "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("00 04 8000" FOUR), "flags without their fields");
    CU_ASSERT_STRING_EQUAL(unrecognised("4500ffff 0000"), "neither variant of the header");
}

static void
what_others_begin_with_is_no_GUE(void)
{
    static const char *const others[] = {
        "0001 0000 2112a442 000102030405060708090a0b",
        "0101 0000 2112a442 000102030405060708090a0b",
        "00 01 0000 68656c6c6f20776f726c64", "00 00 0000 00000000 00000000 00000000 00000000",
        "00 06 0000 4142434445464748494a4b4c4d4e4f5051525354", "00 3b 0000 00", "00 fd 0000 00"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(recognised(others[i]), NC_NO);
    CU_ASSERT_EQUAL(recognised("00 06 0000 00500051 00000001 00000000 50020000 00000000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("00 2f 0000 00000800"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("00 3b 0000"), NC_MORE);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("00 01 0000 68656c6c6f"), NC_MORE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(optional_fields_are_passed_over),
        SENTENCE(nothing_follows_control_messages_and_no_next_header),
        SENTENCE(a_packet_may_come_without_a_header),
        SENTENCE(fields_beyond_the_datagram_are_refused),
        SENTENCE(another_variant_is_refused),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCE(what_others_begin_with_is_no_GUE),
        SENTENCES_END
    };

    return plugin_sentences("gue", "00 04 0000", own);
}
