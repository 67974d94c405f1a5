/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "networkflow.pb-c.h"

static const char A[] = "10.0.0.1", B[] = "10.0.0.2";

static Types__NetworkFlow *
of(struct nc_sighting sighting)
{
    flow_begin();
    flow_see(sighting);
    return flow_end(NC_END_IDLE);
}

static void
both_directions_are_one_flow_whatever_is_inside(void)
{
    CU_ASSERT_TRUE(same_flow(ip4(A, B, 1), back(ip4(A, B, 1))));
    CU_ASSERT_TRUE(same_flow(ip4(A, B, 1), udp4(A, 1, B, 2)));
}

static void
addresses_and_kind_tell_flows_apart(void)
{
    struct nc_sighting kind = ip4(A, B, 1);

    kind.network_kind = NC_ENDPOINT_IPV6;
    CU_ASSERT_FALSE(same_flow(ip4(A, B, 1), ip4(A, "10.0.0.3", 1)));
    CU_ASSERT_FALSE(same_flow(ip4(A, B, 1), kind));
}

static void
a_packet_without_a_network_is_no_flow(void)
{
    CU_ASSERT_FALSE(has_flow(arp()));
    CU_ASSERT_TRUE(has_flow(ip4(A, B, 1)));
}

static void
the_uid_is_the_documented_hash(void)
{
    CU_ASSERT_EQUAL(of(ip4(A, B, 1))->uid, UINT64_C(14350091309489783760));
    CU_ASSERT_EQUAL(of(back(ip4(A, B, 1)))->uid, UINT64_C(14350091309489783760));
    CU_ASSERT_EQUAL(of(ip6("2001:db8::1", "2001:db8::2", 6))->uid, UINT64_C(3716721033317456089));
}

static void
the_first_packet_gives_the_addresses(void)
{
    const Types__NetworkFlow *flow;

    flow_begin();
    CU_ASSERT_EQUAL(flow_see(ip6("2001:db8::2", "2001:db8::1", 6)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(ip6("2001:db8::1", "2001:db8::2", 6)), NC_FLOW_OPEN);
    flow = flow_end(NC_END_IDLE);
    CU_ASSERT_STRING_EQUAL(flow->proto, "IPv6");
    CU_ASSERT_STRING_EQUAL(flow->srcip, "2001:db8::2");
    CU_ASSERT_STRING_EQUAL(flow->dstip, "2001:db8::1");
}

static void
the_record_says_what_was_counted(void)
{
    const Types__NetworkFlow *flow;

    flow_begin();
    flow_see(ip4(A, B, 1));
    flow_see(later(ip4(A, B, 1), 1));
    flow = flow_end(NC_END_INPUT);
    CU_ASSERT_EQUAL(flow->numpackets, 2);
    CU_ASSERT_EQUAL(flow->totalsize, 200);
    CU_ASSERT_STRING_EQUAL(flow->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(flow->timestamplast, "2.000005");
    CU_ASSERT_EQUAL(flow->duration, 1000000000);
    CU_ASSERT_STRING_EQUAL(flow->endreason, "input-end");
    CU_ASSERT_EQUAL(flow->part, 3);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(both_directions_are_one_flow_whatever_is_inside),
        SENTENCE(addresses_and_kind_tell_flows_apart),
        SENTENCE(a_packet_without_a_network_is_no_flow),
        SENTENCE(the_uid_is_the_documented_hash),
        SENTENCE(the_first_packet_gives_the_addresses),
        SENTENCE(the_record_says_what_was_counted),
        SENTENCES_END
    };

    return flow_sentences("networkflow", own);
}
