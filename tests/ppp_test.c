/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_protocol_says_what_follows(void)
{
    decoded("0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_PPP);
    CU_ASSERT_EQUAL(next_value(), 0x0021);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
address_and_control_may_come_first(void)
{
    decoded("ff03 0057 60");
    CU_ASSERT_EQUAL(next_space(), NC_PPP);
    CU_ASSERT_EQUAL(next_value(), 0x0057);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_protocol_may_be_one_byte(void)
{
    decoded("21 45");
    CU_ASSERT_EQUAL(next_space(), NC_PPP);
    CU_ASSERT_EQUAL(next_value(), 0x0021);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
one_byte_may_follow_address_and_control(void)
{
    decoded("ff03 21 45");
    CU_ASSERT_EQUAL(next_space(), NC_PPP);
    CU_ASSERT_EQUAL(next_value(), 0x0021);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_large_protocol_is_two_bytes(void)
{
    decoded("c021 01");
    CU_ASSERT_EQUAL(next_space(), NC_PPP);
    CU_ASSERT_EQUAL(next_value(), 0xc021);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
another_control_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("ff13 0021"), "control is not that of PPP");
}

static void
cisco_has_an_ethertype(void)
{
    decoded("0f00 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
cisco_has_an_address_for_all(void)
{
    decoded("8f00 2000 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x2000);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_short_frame_of_ciscos_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0f00 08"), nc_truncated);
}

static void
lines_of_Cisco_have_a_protocol_of_their_own(void)
{
    decoded("8f00 8035 00000002 00000005 00000002 ffff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(refusal("8f00 8035 00000003 00000005 00000002 ffff"),
                           "line message of an unknown code");
    CU_ASSERT_STRING_EQUAL(refusal("8f00 8035 00000002 00000005 00000002 ff"), nc_truncated);
}

static void
OSI_of_Cisco_is_left_with_its_padding(void)
{
    decoded("8f00 fefe 74 83");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0xfefe);
    CU_ASSERT_EQUAL(left(), 2);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(address_and_control_may_come_first),
        SENTENCE(the_protocol_may_be_one_byte),
        SENTENCE(one_byte_may_follow_address_and_control),
        SENTENCE(a_large_protocol_is_two_bytes),
        SENTENCE(another_control_is_refused),
        SENTENCE(cisco_has_an_ethertype),
        SENTENCE(cisco_has_an_address_for_all),
        SENTENCE(a_short_frame_of_ciscos_is_refused),
        SENTENCE(lines_of_Cisco_have_a_protocol_of_their_own),
        SENTENCE(OSI_of_Cisco_is_left_with_its_padding),
        SENTENCES_END
    };

    return plugin_sentences("ppp", "0021", own);
}
