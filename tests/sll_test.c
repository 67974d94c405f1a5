/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdio.h>

static void
the_protocol_says_what_follows(void)
{
    decoded("0004 0001 0006 0200000000010000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
protocol_4_is_llc(void)
{
    decoded("0004 0001 0006 0200000000010000 0004");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
raw_novell_frames_are_ipx(void)
{
    decoded("0004 0001 0006 0200000000010000 0001");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
}

static void
netlink_has_no_ethertypes(void)
{
    decoded("0004 0338 0006 0200000000010000 0800");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
follows(const char *device_and_protocol, uint32_t space, uint64_t value)
{
    char header[64];

    snprintf(header, sizeof header, "0004 %.4s 0006 0200000000010000 %s", device_and_protocol,
             device_and_protocol + 5);
    decoded(header);
    CU_ASSERT_EQUAL(next_space(), space);
    CU_ASSERT_EQUAL(next_value(), value);
}

static void
a_device_of_frames_has_its_own_link_type_inside(void)
{
    follows("0302 0800", NC_LINKTYPE, 107);
    follows("0321 0004", NC_LINKTYPE, 105);
    follows("0322 0004", NC_LINKTYPE, 119);
    follows("0323 0019", NC_LINKTYPE, 127);
    follows("0324 00f6", NC_LINKTYPE, 195);
    follows("0325 00f6", NC_LINKTYPE, 195);
    follows("033a 0000", NC_LINKTYPE, 271);
}

static void
other_devices_have_protocols(void)
{
    follows("0200 86dd", NC_ETHERTYPE, 0x86dd);
    follows("0207 0800", NC_ETHERTYPE, 0x0800);
    follows("030a 6558", NC_ETHERTYPE, 0x6558);
    follows("0337 880b", NC_ETHERTYPE, 0x880b);
    follows("fffe 0800", NC_ETHERTYPE, 0x0800);
    follows("0118 000c", NC_ETHERTYPE, 0x000c);
}

static void
token_ring_has_a_protocol_of_its_own_for_llc(void)
{
    follows("0320 0011", NC_ETHERTYPE, 4);
}

static void
protocols_of_serial_lines_keep_their_framing(void)
{
    follows("0206 0007", NC_LINKTYPE, 50);
    follows("0201 0019", NC_LINKTYPE, 104);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(protocol_4_is_llc),
        SENTENCE(raw_novell_frames_are_ipx),
        SENTENCE(netlink_has_no_ethertypes),
        SENTENCE(a_device_of_frames_has_its_own_link_type_inside),
        SENTENCE(other_devices_have_protocols),
        SENTENCE(token_ring_has_a_protocol_of_its_own_for_llc),
        SENTENCE(protocols_of_serial_lines_keep_their_framing),
        SENTENCES_END
    };

    return plugin_sentences("sll", "0004 0001 0006 0200000000010000 0800", own);
}
