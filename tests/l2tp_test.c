/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
PPP_follows_in_version_2(void)
{
    decoded("0002 0001 0002 ff030021");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 4);
}

static void
length_numbers_and_padding_are_passed_over(void)
{
    decoded("4a02 0013 0001 0002 0003 0004 0002 aabb 002145 ffff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
nothing_follows_control_messages(void)
{
    decoded("c802 000c 0001 0000 0000 0001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("c803 000c 00000001 0000 0001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_frame_follows_in_version_3_whatever_the_cookie(void)
{
    decoded("0003 0000 00000007" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 42);
    decoded("0003 0000 00000007 deadbeef" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 42);
    decoded("0003 0000 00000007 deadbeefdeadbeef 40000001" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 42);
    decoded("0003 0000 00000007 deadbeef ff030021" FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 32);
}

static void
nothing_follows_what_cannot_be_told(void)
{
    decoded("0003 0000 00000007 deadbeefdeadbeef 40000001 aa" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
lengths_that_cannot_be_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4002 0007 0001 0002 ff"), "length below that of the header");
    CU_ASSERT_STRING_EQUAL(refusal("4002 000a 0001 0002 ff"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("c802 000b 0001 0000 0000 0001"),
                           "length below that of the header");
    CU_ASSERT_STRING_EQUAL(refusal("c802 000d 0001 0000 0000 0001"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("0202 0001 0002 0002 ff"), nc_truncated);
}

static void
other_versions_and_control_without_length_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0001 0002"), "version is neither 2 nor 3");
    CU_ASSERT_STRING_EQUAL(refusal("8002 000c 0001 0000 0000 0001"),
                           "control message without length or numbers");
}

static void
it_is_recognised_by_length_and_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("c802 000c 0001 0000 0000 0001"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0002 0001 0002 ff030021 45"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0002 0001 0002 c021 0101"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0002 0001 0002 ff03c025 0101"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0002 0001 0002 8053 0101"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0002 0001 0002 002d 0101"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0003 0000 00000007 deadbeef" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0003 0000 00000007 deadbeef"), NC_MORE);
}

static void
other_bytes_are_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("c802 000d 0001 0000 0000 0001"),
                           "length that is not the datagram's");
    CU_ASSERT_STRING_EQUAL(unrecognised("0012 0001 0002 ff030021 45"), "reserved bits are not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("0002 0001 0002 1234 45"), "no frame of PPP inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0002 0001 0002 c022 45"), "no frame of PPP inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0002 0001 0002 8121 45"), "no frame of PPP inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0002 0001 0002 4021 45"), "no frame of PPP inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0003 0001 00000007" FRAME FOUR),
                           "reserved bits are not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("0003 0000 00000000" FRAME FOUR), "session is 0");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(PPP_follows_in_version_2),
        SENTENCE(length_numbers_and_padding_are_passed_over),
        SENTENCE(nothing_follows_control_messages),
        SENTENCE(a_frame_follows_in_version_3_whatever_the_cookie),
        SENTENCE(nothing_follows_what_cannot_be_told),
        SENTENCE(lengths_that_cannot_be_are_refused),
        SENTENCE(other_versions_and_control_without_length_are_refused),
        SENTENCE(it_is_recognised_by_length_and_what_is_inside),
        SENTENCE(other_bytes_are_not_recognised),
        SENTENCES_END
    };

    return plugin_sentences("l2tp", "0002 0001 0002", own);
}
