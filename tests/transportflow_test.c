/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "transportflow.pb-c.h"

static const char A[] = "10.0.0.1", B[] = "10.0.0.2";

static Types__TransportFlow *
of(struct nc_sighting sighting)
{
    flow_begin();
    flow_see(sighting);
    return flow_end(NC_END_IDLE);
}

static void
both_directions_and_all_hosts_are_one_flow(void)
{
    CU_ASSERT_TRUE(same_flow(udp4(A, 1, B, 2), udp4(B, 2, A, 1)));
    CU_ASSERT_TRUE(same_flow(udp4(A, 1, B, 2), udp4("10.9.9.9", 1, "10.8.8.8", 2)));
}

static void
ports_and_kind_tell_flows_apart(void)
{
    CU_ASSERT_FALSE(same_flow(udp4(A, 1, B, 2), udp4(A, 1, B, 3)));
    CU_ASSERT_FALSE(same_flow(udp4(A, 1, B, 2), sctp4(A, 1, B, 2)));
    CU_ASSERT_FALSE(same_flow(udp4(A, 1, B, 0x200), udp4(A, 1, B, 2)));
}

static void
a_packet_without_a_transport_is_no_flow(void)
{
    CU_ASSERT_FALSE(has_flow(ip4(A, B, 1)));
    CU_ASSERT_TRUE(has_flow(udp4(A, 0, B, 0)));
}

static void
the_uid_is_the_documented_hash(void)
{
    CU_ASSERT_EQUAL(of(udp4(A, 1, B, 2))->uid, UINT64_C(12866772250553334540));
    CU_ASSERT_EQUAL(of(udp4(B, 2, A, 1))->uid, UINT64_C(12866772250553334540));
    CU_ASSERT_EQUAL(of(sctp4(A, 1, B, 2))->uid, UINT64_C(12866775549088219173));
    CU_ASSERT_EQUAL(of(tcp4(NC_SYN, 1, 0, 0))->uid, UINT64_C(13394324526693227581));
}

static void
nothing_but_time_ends_it(void)
{
    flow_begin();
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 1, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_RST, 2, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 9000, 0, 0)), NC_FLOW_OPEN);
}

static void
the_first_packet_gives_the_ports(void)
{
    const Types__TransportFlow *flow;

    flow_begin();
    flow_see(udp4(A, 65535, B, 53));
    flow_see(udp4(B, 53, A, 65535));
    flow = flow_end(NC_END_IDLE);
    CU_ASSERT_STRING_EQUAL(flow->proto, "UDP");
    CU_ASSERT_EQUAL(flow->srcport, 65535);
    CU_ASSERT_EQUAL(flow->dstport, 53);
}

static void
the_record_says_what_was_counted(void)
{
    const Types__TransportFlow *flow;

    flow_begin();
    flow_see(udp4(A, 1, B, 2));
    flow_see(later(udp4(A, 1, B, 2), 1));
    flow = flow_end(NC_END_IDLE);
    CU_ASSERT_EQUAL(flow->numpackets, 2);
    CU_ASSERT_EQUAL(flow->totalsize, 200);
    CU_ASSERT_STRING_EQUAL(flow->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(flow->timestamplast, "2.000005");
    CU_ASSERT_EQUAL(flow->duration, 1000000000);
    CU_ASSERT_STRING_EQUAL(flow->endreason, "idle");
    CU_ASSERT_EQUAL(flow->part, 3);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(both_directions_and_all_hosts_are_one_flow),
        SENTENCE(ports_and_kind_tell_flows_apart),
        SENTENCE(a_packet_without_a_transport_is_no_flow),
        SENTENCE(the_uid_is_the_documented_hash),
        SENTENCE(nothing_but_time_ends_it),
        SENTENCE(the_first_packet_gives_the_ports),
        SENTENCE(the_record_says_what_was_counted),
        SENTENCES_END
    };

    return flow_sentences("transportflow", own);
}
