/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
ipv6_follows_at_once(void)
{
    decoded("60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_origin_is_passed_over(void)
{
    decoded("0000 f22f 3ffffdfe 60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_authentication_is_passed_over(void)
{
    decoded("0001 02 03 aabb ccddee 0001020304050607 00 60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
both_may_come_together(void)
{
    decoded("0001 00 00 0001020304050607 00 0000 f22f 3ffffdfe 60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_indication_beyond_the_datagram_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 ff 00 0001020304050607 00 60"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("0000 f22f 3ffffd"), nc_truncated);
}

static void
an_indication_without_a_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 f22f 3ffffdfe"), nc_truncated);
}

static void
another_indication_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0002 f22f 3ffffdfe 60"), "unknown indication");
}

static void
anything_but_ipv6_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("45"), "no IPv6 packet inside");
}

#define ADDRESSES "2001000000000000000000000000 0001 20010db8000000000000000000000001"

static void
it_is_recognised_by_a_whole_packet_inside(void)
{
    CU_ASSERT_EQUAL(recognised("60000000 0008 11 40" ADDRESSES "0035003500080000"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 f22f 3ffffdfe 60000000 0000 3b 40" ADDRESSES), NC_YES);
    CU_ASSERT_EQUAL(recognised("60000000 0000 3b 40" ADDRESSES "01 04 aabbccdd 0200"), NC_YES);
}

static void
what_does_not_end_with_its_packet_is_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("60000000 0009 11 40" ADDRESSES "0035003500080000"),
                           "IPv6 packet longer than the datagram");
    CU_ASSERT_STRING_EQUAL(unrecognised("60000000 0000 3b 40" ADDRESSES "01 04 aabbcc"),
                           "neither an end nor trailers behind IPv6");
    CU_ASSERT_STRING_EQUAL(unrecognised("60000000 0000 11 40" ADDRESSES),
                           "neither payload nor bubble");
    CU_ASSERT_STRING_EQUAL(unrecognised("60000000 0001 00 40" ADDRESSES "01"),
                           "no room for its options");
    CU_ASSERT_STRING_EQUAL(unrecognised("45000000 0000 3b 40" ADDRESSES), "no IPv6 packet inside");
    datagram.network_kind = NC_ENDPOINT_IPV6;
    CU_ASSERT_STRING_EQUAL(unrecognised("60000000 0000 3b 40" ADDRESSES),
                           "is not carried by IPv4");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(ipv6_follows_at_once),
        SENTENCE(an_origin_is_passed_over),
        SENTENCE(an_authentication_is_passed_over),
        SENTENCE(both_may_come_together),
        SENTENCE(an_indication_beyond_the_datagram_is_refused),
        SENTENCE(an_indication_without_a_packet_is_refused),
        SENTENCE(another_indication_is_refused),
        SENTENCE(anything_but_ipv6_is_refused),
        SENTENCE(it_is_recognised_by_a_whole_packet_inside),
        SENTENCE(what_does_not_end_with_its_packet_is_not_recognised),
        SENTENCES_END
    };

    return plugin_sentences("teredo", "60", own);
}
