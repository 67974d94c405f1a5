/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "flow.pb-c.h"

static const char A[] = "10.0.0.1", B[] = "10.0.0.2";

static Types__Flow *
of(struct nc_sighting sighting)
{
    flow_begin();
    flow_see(sighting);
    return flow_end(NC_END_IDLE);
}

static void
each_direction_is_a_flow(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2);

    CU_ASSERT_TRUE(same_flow(one, later(one, 1)));
    CU_ASSERT_FALSE(same_flow(one, back(one)));
}

static void
link_addresses_do_not_tell_flows_apart(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2), other = one;

    other.link[0][5] = 9;
    CU_ASSERT_TRUE(same_flow(one, other));
}

static void
addresses_ports_and_protocol_do(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2);

    CU_ASSERT_FALSE(same_flow(one, udp4(B, 1, A, 2)));
    CU_ASSERT_FALSE(same_flow(one, udp4(A, 2, B, 1)));
    CU_ASSERT_FALSE(same_flow(one, sctp4(A, 1, B, 2)));
    CU_ASSERT_FALSE(same_flow(ip4(A, B, 1), ip4(A, B, 2)));
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
    CU_ASSERT_STRING_EQUAL(of(udp4(A, 1, B, 2))->uid, "51e375d1a4e1b2599979899b47481275");
    CU_ASSERT_STRING_EQUAL(of(sctp4(A, 1, B, 2))->uid, "51e375d1a4e1b2599979899b47481275");
    CU_ASSERT_STRING_EQUAL(of(ip4(A, B, 1))->uid, "98d9831d59e81288f9b998813304f24d");
    CU_ASSERT_STRING_EQUAL(
        of(with_ports(ip6("2001:db8::1", "2001:db8::2", 17), NC_ENDPOINT_UDP, 1, 2))->uid,
        "ab5b633cebe1b875cbdeaed3932a34c2");
}

static void
the_record_says_what_was_counted(void)
{
    struct nc_sighting dns = udp4(A, 1, B, 53);
    const Types__Flow *flow;

    dns.payload = 40;
    dns.application_by = BY_DNS;
    flow_begin();
    flow_see(dns);
    flow_see(later(dns, 0.25));
    flow = flow_end(NC_END_ACTIVE);
    CU_ASSERT_STRING_EQUAL(flow->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(flow->timestamplast, "1.250005");
    CU_ASSERT_EQUAL(flow->duration, 250000000);
    CU_ASSERT_EQUAL(flow->numpackets, 2);
    CU_ASSERT_EQUAL(flow->totalsize, 200);
    CU_ASSERT_EQUAL(flow->apppayloadsize, 80);
    CU_ASSERT_STRING_EQUAL(flow->applicationproto, "DNS");
    CU_ASSERT_STRING_EQUAL(flow->endreason, "active");
    CU_ASSERT_EQUAL(flow->part, 3);
}

static void
packets_with_a_wrong_checksum_are_counted(void)
{
    struct nc_sighting right = udp4(A, 1, B, 2), one = right, both = right;

    one.wrong = NC_WRONG_TRANSPORT;
    both.wrong = NC_WRONG_NETWORK | NC_WRONG_TRANSPORT;
    flow_begin();
    flow_see(one);
    flow_see(right);
    flow_see(both);
    CU_ASSERT_EQUAL(((Types__Flow *)flow_end(NC_END_IDLE))->numwrongchecksums, 2);
}

static void
the_record_names_both_ends(void)
{
    const Types__Flow *flow = of(tcp4(NC_SYN | NC_ACK, 1, 1, 0));

    CU_ASSERT_STRING_EQUAL(flow->linkproto, "Ethernet");
    CU_ASSERT_STRING_EQUAL(flow->networkproto, "IPv4");
    CU_ASSERT_STRING_EQUAL(flow->transportproto, "TCP");
    CU_ASSERT_STRING_EQUAL(flow->srcmac, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(flow->dstmac, "02:00:00:00:00:02");
    CU_ASSERT_STRING_EQUAL(flow->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(flow->dstip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(flow->srcport, "1000");
    CU_ASSERT_STRING_EQUAL(flow->dstport, "80");
}

static void
flags_are_counted(void)
{
    const Types__Flow *flow;

    flow_begin();
    flow_see(tcp4(NC_SYN, 100, 0, 0));
    flow_see(tcp4(NC_ACK, 101, 7, 0));
    flow_see(tcp4(NC_ACK | NC_PSH | NC_FIN, 101, 7, 9));
    flow = flow_end(NC_END_CLOSED);
    CU_ASSERT_EQUAL(flow->numsynflags, 1);
    CU_ASSERT_EQUAL(flow->numackflags, 2);
    CU_ASSERT_EQUAL(flow->numpshflags, 1);
    CU_ASSERT_EQUAL(flow->numfinflags, 1);
    CU_ASSERT_EQUAL(flow->numrstflags + flow->numurgflags + flow->numeceflags, 0);
    CU_ASSERT_EQUAL(flow->numcwrflags, 0);
}

static void
a_fin_closes_and_a_reset_resets_it(void)
{
    flow_begin();
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 100, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_FIN | NC_ACK, 101, 7, 0)), NC_FLOW_CLOSED);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_ACK, 102, 8, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_RST, 102, 0, 0)), NC_FLOW_RESET);
}

static void
a_flow_that_goes_on_behind_a_reset_has_not_ended(void)
{
    flow_begin();
    flow_see(tcp4(NC_ACK, 101, 7, 10));
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_RST, 111, 0, 0)), NC_FLOW_RESET);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_ACK, 101, 7, 10)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_ACK, 111, 7, 1)), NC_FLOW_REVIVED);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_FIN | NC_ACK, 112, 7, 0)), NC_FLOW_CLOSED);
}

static void
a_new_syn_opens_another_flow(void)
{
    flow_begin();
    flow_see(tcp4(NC_SYN, 100, 0, 0));
    flow_see(tcp4(NC_ACK, 101, 7, 0));
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 9000, 0, 0)), NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN | NC_ACK, 9000, 7, 0)), NC_FLOW_ANOTHER);
    flow_see(tcp4(NC_FIN | NC_ACK, 101, 7, 0));
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 9000, 0, 0)), NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(((Types__Flow *)flow_end(NC_END_CLOSED))->numpackets, 3);
}

static void
after_nothing_but_a_reset_a_syn_opens_another_flow(void)
{
    flow_begin();
    flow_see(tcp4(NC_RST | NC_ACK, 0, 101, 0));
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_SYN | NC_ACK, 100, 7, 0), NC_STANDING_BELONGS, 3)),
                    NC_FLOW_ANOTHER);
}

/* The SYN that opened it went the other way. */
static void
the_first_segment_of_another_connection_opens_another_flow(void)
{
    flow_begin();
    flow_see(judged(tcp4(NC_SYN | NC_ACK, 100, 7, 0), NC_STANDING_BELONGS, 3));
    flow_see(judged(tcp4(NC_ACK, 101, 7, 9), NC_STANDING_BELONGS, 3));
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_ACK, 901, 7, 9), NC_STANDING_BELONGS, 4)),
                    NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_FIN, 901, 7, 9), NC_STANDING_OUTSIDE, 3)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_ACK, 110, 7, 9), NC_STANDING_BELONGS, 0)),
                    NC_FLOW_OPEN);
}

static void
a_segment_that_no_host_takes_does_not_say_which_connection_it_is(void)
{
    flow_begin();
    flow_see(judged(tcp4(NC_SYN, 900, 0, 0), NC_STANDING_OUTSIDE, 0));
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 7)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(tcp4(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 8)),
                    NC_FLOW_ANOTHER);
}

static void
a_syn_said_again_opens_nothing(void)
{
    flow_begin();
    flow_see(tcp4(NC_SYN, 100, 0, 0));
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 700, 0, 0)), NC_FLOW_OPEN);
    flow_see(tcp4(NC_ACK, 701, 7, 0));
    CU_ASSERT_EQUAL(flow_see(tcp4(NC_SYN, 700, 0, 0)), NC_FLOW_OPEN);
}

static void
the_community_id_is_the_one_published(void)
{
    CU_ASSERT_STRING_EQUAL(of(udp4("192.168.1.52", 54585, "8.8.8.8", 53))->communityid,
                           "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    CU_ASSERT_STRING_EQUAL(of(udp4("8.8.8.8", 53, "192.168.1.52", 54585))->communityid,
                           "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_direction_is_a_flow),
        SENTENCE(link_addresses_do_not_tell_flows_apart),
        SENTENCE(addresses_ports_and_protocol_do),
        SENTENCE(a_packet_without_a_network_is_no_flow),
        SENTENCE(the_uid_is_the_documented_hash),
        SENTENCE(the_record_says_what_was_counted),
        SENTENCE(packets_with_a_wrong_checksum_are_counted),
        SENTENCE(the_record_names_both_ends),
        SENTENCE(flags_are_counted),
        SENTENCE(a_fin_closes_and_a_reset_resets_it),
        SENTENCE(a_flow_that_goes_on_behind_a_reset_has_not_ended),
        SENTENCE(a_new_syn_opens_another_flow),
        SENTENCE(after_nothing_but_a_reset_a_syn_opens_another_flow),
        SENTENCE(the_first_segment_of_another_connection_opens_another_flow),
        SENTENCE(a_segment_that_no_host_takes_does_not_say_which_connection_it_is),
        SENTENCE(a_syn_said_again_opens_nothing),
        SENTENCE(the_community_id_is_the_one_published),
        SENTENCES_END
    };

    return flow_sentences("flow", own);
}
