/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
an_ethertype_follows_the_address(void)
{
    decoded("1841 86dd 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_address_ends_with_the_first_odd_byte(void)
{
    decoded("184040 41 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_address_of_five_bytes_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1840404041 0800"), "address longer than four bytes");
}

static void
rfc_2427_has_a_number_for_ipv4(void)
{
    decoded("1841 03 cc 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
rfc_2427_has_a_number_for_ipv6(void)
{
    decoded("1841 03 8e 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
rfc_2427_has_a_number_for_ppp(void)
{
    decoded("1841 03 cf 0021");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_snap_header_may_follow_a_pad(void)
{
    decoded("1841 03 00 80 000000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_LLC_SAP);
    CU_ASSERT_EQUAL(next_value(), 0xaa);
    CU_ASSERT_EQUAL(left(), 6);
}

static void
nothing_follows_an_unknown_number(void)
{
    decoded("1841 03 08 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_missing_number_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1841 03"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("1841 03 00"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_ethertype_follows_the_address),
        SENTENCE(the_address_ends_with_the_first_odd_byte),
        SENTENCE(an_address_of_five_bytes_is_refused),
        SENTENCE(rfc_2427_has_a_number_for_ipv4),
        SENTENCE(rfc_2427_has_a_number_for_ipv6),
        SENTENCE(rfc_2427_has_a_number_for_ppp),
        SENTENCE(a_snap_header_may_follow_a_pad),
        SENTENCE(nothing_follows_an_unknown_number),
        SENTENCE(a_missing_number_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("framerelay", "1841 0800", own);
}
