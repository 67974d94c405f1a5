/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_protocol_says_what_follows(void)
{
    decoded("0800 0000 00000002 0001 04 06 0200000000010000 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
protocol_4_is_llc(void)
{
    decoded("0004 0000 00000002 0001 04 06 0200000000010000");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
raw_novell_frames_are_ipx(void)
{
    decoded("0001 0000 00000002 0001 04 06 0200000000010000");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
}

static void
netlink_has_no_ethertypes(void)
{
    decoded("0800 0000 00000002 0338 04 06 0200000000010000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_radiotap_device_has_radiotap_inside(void)
{
    decoded("0019 0000 00000002 0323 04 06 0200000000010000");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 127);
}

static void
a_frame_relay_device_has_frame_relay_inside(void)
{
    decoded("0800 0000 00000002 0302 04 06 0200000000010000");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 107);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(protocol_4_is_llc),
        SENTENCE(raw_novell_frames_are_ipx),
        SENTENCE(netlink_has_no_ethertypes),
        SENTENCE(a_radiotap_device_has_radiotap_inside),
        SENTENCE(a_frame_relay_device_has_frame_relay_inside),
        SENTENCES_END
    };

    return plugin_sentences("sll2", "0800 0000 00000002 0001 04 06 0200000000010000", own);
}
