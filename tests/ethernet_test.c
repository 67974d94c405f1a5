/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ethernet.pb-c.h"

static void
the_type_says_what_follows(void)
{
    Types__Ethernet *frame = decoded("ffffffffffff 020000000001 86dd 6000");

    CU_ASSERT_EQUAL(frame->ethernettype, 0x86dd);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
addresses_are_lower_case_text(void)
{
    Types__Ethernet *frame = decoded("FEDCBA987654 0200000000AB 0800");

    CU_ASSERT_STRING_EQUAL(frame->dstmac, "fe:dc:ba:98:76:54");
    CU_ASSERT_STRING_EQUAL(frame->srcmac, "02:00:00:00:00:ab");
}

static void
everything_behind_the_header_is_payload(void)
{
    Types__Ethernet *frame = decoded("ffffffffffff 020000000001 0800 61626364");

    CU_ASSERT_EQUAL(frame->payloadsize, 4);
    CU_ASSERT_EQUAL(frame->payloadentropy, 2.0);
}

static void
a_length_instead_of_a_type_means_llc(void)
{
    Types__Ethernet *frame = decoded("0180c2000000 020000000001 0003 424203");

    CU_ASSERT_EQUAL(frame->ethernettype, 0);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
padding_behind_the_length_is_cut_off(void)
{
    Types__Ethernet *frame = decoded("0180c2000000 020000000001 0003 424203 00000000");

    CU_ASSERT_EQUAL(frame->payloadsize, 3);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_length_beyond_the_capture_counts_what_is_there(void)
{
    Types__Ethernet *frame = decoded("0180c2000000 020000000001 05dc 424203");

    CU_ASSERT_EQUAL(frame->payloadsize, 3);
}

static void
types_begin_at_0x600(void)
{
    decoded("ffffffffffff 020000000001 0600");
    CU_ASSERT_EQUAL(next_value(), 0x600);
    decoded("ffffffffffff 020000000001 05ff");
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
a_frame_without_802_2_is_ipx(void)
{
    decoded("ffffffffffff 020000000001 0022 ffff 0022 0011");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
    CU_ASSERT_EQUAL(left(), 6);
}

static void
half_the_sign_of_ipx_is_llc(void)
{
    decoded("ffffffffffff 0001e6999a3a 0003 ff0003");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    decoded("ffffffffffff 020000000001 0003 ffe003");
    CU_ASSERT_EQUAL(next_value(), 4);
    decoded("ffffffffffff 020000000001 0003 e0ff03");
    CU_ASSERT_EQUAL(next_value(), 4);
    decoded("ffffffffffff 020000000001 0001 ffff");
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
nothing_follows_a_length_of_0(void)
{
    decoded("ffffffffffff 020000000001 0000 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
behind_a_type_the_sign_of_ipx_means_nothing(void)
{
    decoded("ffffffffffff 020000000001 0800 ffff");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

static void
isl_is_known_by_its_address_and_its_snap_header(void)
{
    decoded("01000c000000 020000000001 0006 aaaa03 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('i', 's', 'l', 'f'));
    decoded("03000c00000f 020000000001 0006 aaaa03 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('i', 's', 'l', 'f'));
    decoded("01000c000000 020000000001 0006 424203 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    decoded("01000c000012 020000000001 0006 aaaa03 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('i', 's', 'l', 'f'));
    CU_ASSERT_EQUAL(next_value(), 1);
    decoded("01000c000040 020000000001 0006 aaaa03 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    decoded("01000ccccccc 020000000001 0006 aaaa03 00000c");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_type_says_what_follows),
        SENTENCE(addresses_are_lower_case_text),
        SENTENCE(everything_behind_the_header_is_payload),
        SENTENCE(a_length_instead_of_a_type_means_llc),
        SENTENCE(padding_behind_the_length_is_cut_off),
        SENTENCE(a_length_beyond_the_capture_counts_what_is_there),
        SENTENCE(types_begin_at_0x600),
        SENTENCE(a_frame_without_802_2_is_ipx),
        SENTENCE(half_the_sign_of_ipx_is_llc),
        SENTENCE(nothing_follows_a_length_of_0),
        SENTENCE(behind_a_type_the_sign_of_ipx_means_nothing),
        SENTENCE(isl_is_known_by_its_address_and_its_snap_header),
        SENTENCES_END
    };

    return plugin_sentences("ethernet", "ffffffffffff 020000000001 0800", own);
}
