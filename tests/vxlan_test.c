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

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_network_is_the_24_bits_behind_the_first_word),
        SENTENCE(group_policy_has_three_flags_and_a_number),
        SENTENCE(reserved_bits_are_ignored),
        SENTENCE(an_ethernet_frame_follows),
        SENTENCES_END
    };

    return plugin_sentences("vxlan", "08000000 00000100", own);
}
