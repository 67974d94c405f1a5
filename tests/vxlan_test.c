/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "vxlan.pb-c.h"

static void
the_network_is_the_24_bits_behind_the_first_word(void)
{
    Types__VXLAN *vxlan = decoded("08000000 abcdef ff");

    CU_ASSERT(vxlan->valididflag);
    CU_ASSERT_EQUAL(vxlan->vni, 0xabcdef);
}

static void
group_policy_has_three_flags_and_a_number(void)
{
    Types__VXLAN *vxlan = decoded("8848 1234 00000100");

    CU_ASSERT(vxlan->gbpextension && vxlan->gbpdontlearn && vxlan->gbpapplied);
    CU_ASSERT_EQUAL(vxlan->gbpgrouppolicyid, 0x1234);
}

static void
reserved_bits_are_ignored(void)
{
    Types__VXLAN *vxlan = decoded("77b7 0000 000000 ff");

    CU_ASSERT(!vxlan->valididflag && !vxlan->gbpextension);
    CU_ASSERT(!vxlan->gbpdontlearn && !vxlan->gbpapplied);
    CU_ASSERT_EQUAL(vxlan->vni, 0);
}

static void
an_ethernet_frame_follows(void)
{
    decoded("08000000 00000100 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
it_is_recognised_by_its_flags_and_what_is_reserved(void)
{
    CU_ASSERT_EQUAL(recognised("08000000 00000100" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("8848 1234 00000100" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("08000000 00000100" "020000000001 020000000002 88cc 0207"), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("00000000 00000100" FRAME FOUR),
                           "no valid network identifier");
    CU_ASSERT_STRING_EQUAL(unrecognised("08000000 000001"), "ends too early");
}

static void
reserved_bits_are_believed_before_a_sound_packet_only(void)
{
    CU_ASSERT_EQUAL(recognised("0c000003 000001ff" FRAME FOUR), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000001 00000100" FOUR),
                           "neither reserved bits of 0 nor Ethernet inside");
}

static void
what_contradicts_itself_inside_is_no_more_than_possible(void)
{
    CU_ASSERT_EQUAL(recognised("08000000 00000100" FRAME "4500ffff 00000000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("08000000 00000100 0200"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("88008180 00010000" "020000000001 020000000002 88cc 0207"), NC_MORE);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("08000000 00000100" FRAME "4500ffff 00000000"), NC_YES);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_network_is_the_24_bits_behind_the_first_word),
        SENTENCE(group_policy_has_three_flags_and_a_number),
        SENTENCE(reserved_bits_are_ignored),
        SENTENCE(an_ethernet_frame_follows),
        SENTENCE(it_is_recognised_by_its_flags_and_what_is_reserved),
        SENTENCE(reserved_bits_are_believed_before_a_sound_packet_only),
        SENTENCE(what_contradicts_itself_inside_is_no_more_than_possible),
        SENTENCES_END
    };

    return plugin_sentences("vxlan", "08000000 00000100", own);
}
