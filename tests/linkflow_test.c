/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "linkflow.pb-c.h"

static Types__LinkFlow *
of(struct nc_sighting sighting)
{
    flow_begin();
    flow_see(sighting);
    return flow_end(NC_END_IDLE);
}

static void
both_directions_are_one_flow_whatever_is_inside(void)
{
    CU_ASSERT_TRUE(same_flow(arp(), back(arp())));
    CU_ASSERT_TRUE(same_flow(arp(), ip4("10.0.0.1", "10.0.0.2", 17)));
}

static void
addresses_and_kind_tell_flows_apart(void)
{
    struct nc_sighting other = arp(), kind = arp();

    other.link[0][5] = 9;
    kind.link_kind = NC_ENDPOINT_PPP;
    CU_ASSERT_FALSE(same_flow(arp(), other));
    CU_ASSERT_FALSE(same_flow(arp(), kind));
}

static void
a_packet_without_a_link_is_no_flow(void)
{
    struct nc_sighting raw = ip4("10.0.0.1", "10.0.0.2", 17);

    raw.link_kind = 0;
    CU_ASSERT_FALSE(has_flow(raw));
    CU_ASSERT_TRUE(has_flow(arp()));
}

static void
the_uid_is_the_documented_hash(void)
{
    struct nc_sighting ppp = { .link_kind = NC_ENDPOINT_PPP, .link_by = BY_ETHERNET };

    CU_ASSERT_EQUAL(of(arp())->uid, UINT64_C(316247387152647574));
    CU_ASSERT_EQUAL(of(back(arp()))->uid, UINT64_C(316247387152647574));
    CU_ASSERT_EQUAL(of(ppp)->uid, UINT64_C(6829554461099385817));
    CU_ASSERT_STRING_EQUAL(of(ppp)->srcmac, "");
}

static void
the_first_packet_gives_the_addresses(void)
{
    const Types__LinkFlow *flow;

    flow_begin();
    CU_ASSERT_EQUAL(flow_see(back(arp())), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(later(arp(), 1)), NC_FLOW_OPEN);
    flow = flow_end(NC_END_EVICTED);
    CU_ASSERT_STRING_EQUAL(flow->proto, "Ethernet");
    CU_ASSERT_STRING_EQUAL(flow->srcmac, "02:00:00:00:00:02");
    CU_ASSERT_STRING_EQUAL(flow->dstmac, "02:00:00:00:00:01");
}

static void
the_record_says_what_was_counted(void)
{
    const Types__LinkFlow *flow;

    flow_begin();
    flow_see(arp());
    flow_see(later(arp(), 1));
    flow = flow_end(NC_END_EVICTED);
    CU_ASSERT_EQUAL(flow->numpackets, 2);
    CU_ASSERT_EQUAL(flow->totalsize, 200);
    CU_ASSERT_STRING_EQUAL(flow->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(flow->timestamplast, "2.000005");
    CU_ASSERT_EQUAL(flow->duration, 1000000000);
    CU_ASSERT_STRING_EQUAL(flow->endreason, "evicted");
    CU_ASSERT_EQUAL(flow->part, 3);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(both_directions_are_one_flow_whatever_is_inside),
        SENTENCE(addresses_and_kind_tell_flows_apart),
        SENTENCE(a_packet_without_a_link_is_no_flow),
        SENTENCE(the_uid_is_the_documented_hash),
        SENTENCE(the_first_packet_gives_the_addresses),
        SENTENCE(the_record_says_what_was_counted),
        SENTENCES_END
    };

    return flow_sentences("linkflow", own);
}
