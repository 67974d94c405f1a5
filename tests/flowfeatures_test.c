/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_flow.h"

#include "flowfeatures.pb-c.h"

enum { MILLISECOND = 1000000 };

/* With what the headers say of this payload, all of it captured. */
static struct nc_sighting
sized(struct nc_sighting is, uint32_t payload)
{
    is.payload = is.payload_length = payload;
    is.transport_header = is.segment ? 20 : 8;
    is.network_length = 20 + is.transport_header + payload;
    return is;
}

static struct nc_sighting
client(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, uint32_t payload)
{
    return sized(tcp4(flags, sequence, acknowledgment, payload), payload);
}

static struct nc_sighting
server(uint8_t flags, uint32_t sequence, uint32_t acknowledgment, uint32_t payload)
{
    return back(client(flags, sequence, acknowledgment, payload));
}

static struct nc_sighting
asks(uint32_t payload)
{
    return sized(udp4("10.0.0.1", 1000, "10.0.0.2", 53), payload);
}

static struct nc_sighting
answers(uint32_t payload)
{
    return back(asks(payload));
}

/* What the packets given make, ending with one whose captured bytes are 0. */
static Types__FlowFeatures *
of(const struct nc_sighting *packets)
{
    flow_begin();
    for (; packets->captured; packets++)
        flow_see(*packets);
    return flow_end(NC_END_NONE);
}

#define OF(...) of((const struct nc_sighting[]){ __VA_ARGS__, { .captured = 0 } })

#define IS(r, member, value) CU_ASSERT((r)->has_##member && (r)->member == (value))
#define ABSENT(r, member) CU_ASSERT_FALSE((r)->has_##member)
#define NEAR(r, member, value) CU_ASSERT((r)->has_##member && is_near((r)->member, value))

static bool
is_near(double is, double value)
{
    double off = is > value ? is - value : value - is;

    return off <= 1e-12 * (value > 1 ? value : 1);
}

static void
it_is_of_tcp_and_udp_alone(void)
{
    CU_ASSERT_TRUE(has_flow(asks(1)));
    CU_ASSERT_TRUE(has_flow(client(NC_SYN, 1, 0, 0)));
    CU_ASSERT_FALSE(has_flow(ip4("10.0.0.1", "10.0.0.2", 1)));
    CU_ASSERT_FALSE(has_flow(sctp4("10.0.0.1", 1, "10.0.0.2", 2)));
    CU_ASSERT_FALSE(has_flow(arp()));
}

static void
one_packet_is_a_flow_without_gaps_rates_and_deviations(void)
{
    Types__FlowFeatures *r = OF(asks(30));

    IS(r, pkts, 1);
    IS(r, fwdpkts, 1);
    IS(r, bwdpkts, 0);
    IS(r, duration, 0);
    IS(r, fwdduration, 0);
    IS(r, activeperiods, 1);
    IS(r, activemax, 0);
    IS(r, subflowcount, 1);
    IS(r, pktlenmean, 58);
    ABSENT(r, bwdduration);
    ABSENT(r, pktlenstd);
    ABSENT(r, iatmin);
    ABSENT(r, iatmedian);
    ABSENT(r, pktrate);
    ABSENT(r, payloadrate);
    ABSENT(r, idlemin);
    ABSENT(r, bwdpktlenmin);
    ABSENT(r, firstreplytime);
}

static void
of_udp_there_are_no_flags(void)
{
    Types__FlowFeatures *r = OF(asks(30));

    ABSENT(r, fwdsynflags);
    ABSENT(r, fwdinitwin);
    ABSENT(r, fwdzerowinpkts);
    ABSENT(r, bwdretranspkts);
    CU_ASSERT_STRING_EQUAL(r->directionby, "first");
}

static void
lengths_are_those_of_headers(void)
{
    struct nc_sighting padded = client(NC_ACK, 1, 1, 0), cut = client(NC_ACK, 1, 1, 1000);
    Types__FlowFeatures *r;

    padded.captured = padded.length = 60;
    cut.payload = 10;
    r = OF(padded, later(cut, 1));
    IS(r, fwdbytes, 40 + 1040);
    IS(r, fwdpayloadbytes, 1000);
    IS(r, fwdheaderbytes, 40);
    IS(r, fwdheaderlenmin, 20);
    IS(r, fwddatapkts, 1);
    IS(r, pktlenmin, 40);
    IS(r, payloadlenmax, 1000);
    NEAR(r, fwdpayloadlenmean, 500);
    NEAR(r, fwdpayloadlenstd, 707.10678118654752);
}

static void
directions_are_those_of_the_syn(void)
{
    Types__FlowFeatures *r = OF(server(NC_SYN | NC_ACK, 500, 101, 0),
                                later(client(NC_SYN, 100, 0, 0), 0.001),
                                later(client(NC_ACK, 101, 501, 7), 0.002));

    CU_ASSERT_STRING_EQUAL(r->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(r->directionby, "synack");
    IS(r, fwdpkts, 2);
    IS(r, bwdpkts, 1);
    CU_ASSERT(r->n_spltdirections == 3 && r->spltdirections[0] == 1 && r->spltdirections[1] == 0);
    ABSENT(r, firstreplytime); /* the answer came first */
    ABSENT(r, syntosynack);
    IS(r, synacktoack, 2 * MILLISECOND);
}

static void
time_never_goes_back(void)
{
    struct nc_sighting late = later(asks(1), 2);
    Types__FlowFeatures *r;

    late.time.seconds -= 5;
    r = OF(asks(1), later(asks(1), 2), late, later(asks(1), 3));
    IS(r, backwardspkts, 1);
    IS(r, duration, UINT64_C(3000000000));
    IS(r, iatmin, 0);
    IS(r, iatmax, UINT64_C(2000000000));
    CU_ASSERT_EQUAL(r->splttimes[2], UINT64_C(2000000000));
}

static void
gaps_and_rates_are_exact(void)
{
    Types__FlowFeatures *r = OF(asks(10), later(answers(20), 0.1), later(asks(10), 0.4));

    IS(r, duration, 400000000);
    NEAR(r, iatmean, 200000000.0);
    NEAR(r, iatstd, 141421356.23730950488);
    IS(r, fwdiatmax, 400000000);
    ABSENT(r, fwdiatstd);
    ABSENT(r, bwdiatmin);
    IS(r, fwdduration, 400000000);
    IS(r, bwdduration, 0);
    NEAR(r, pktrate, 7.5);
    NEAR(r, bwdpktrate, 2.5);
    NEAR(r, payloadrate, 100);
    NEAR(r, downuppktratio, 0.5);
    NEAR(r, payloadasymmetry, 0);
    IS(r, turns, 2);
    IS(r, firstreplytime, 100000000);
}

static void
a_gap_in_the_middle_is_the_middle_of_its_cell(void)
{
    Types__FlowFeatures *r = OF(asks(1), later(asks(1), 0.000001), later(asks(1), 0.100001),
                                later(asks(1), 0.300001));

    /* From 2^26 on there are four cells of 2^24, and 100 ms lies in the second; 200 ms likewise in
     * those from 2^27 on. */
    IS(r, iatmedian, (UINT64_C(5) << 24) + (1 << 23));
    IS(r, iatp90, (UINT64_C(5) << 25) + (1 << 24));
    IS(OF(asks(1), later(asks(1), 0.17)), iatp90, 170000000); /* which the middle is not beyond */
}

static void
periods_are_parted_by_five_seconds(void)
{
    Types__FlowFeatures *r = OF(asks(1), later(asks(1), 5), later(asks(1), 10.5),
                                later(asks(1), 12), later(asks(1), 20));

    IS(r, activeperiods, 3);
    IS(r, activemin, 0);
    IS(r, activemax, UINT64_C(5000000000));
    NEAR(r, activemean, 6.5e9 / 3);
    IS(r, idlemin, UINT64_C(5500000000));
    IS(r, idlemax, UINT64_C(8000000000));
    NEAR(r, idlemean, 6.75e9);
    IS(r, subflowcount, 5);
    NEAR(r, subflowfwdpkts, 1);
    CU_ASSERT(r->activemean * 3 + r->idlemean * 2 == (double)r->duration);
}

/* As many packets with payload as given, a second apart at most. */
static Types__FlowFeatures *
bulk_of(int n)
{
    flow_begin();
    for (int i = 0; i < n; i++)
        flow_see(later(sized(tcp4(NC_ACK, 1, 1, 100), 100), i * 0.5));
    flow_see(later(server(NC_ACK, 1, 1, 0), n * 0.5));
    return flow_end(NC_END_NONE);
}

static void
four_packets_one_way_are_a_bulk(void)
{
    Types__FlowFeatures *r = bulk_of(4);

    IS(r, fwdbulkcount, 1);
    NEAR(r, fwdbulkpktsmean, 4);
    NEAR(r, fwdbulkbytesmean, 400);
    NEAR(r, fwdbulkrate, 400 / 1.5);
    IS(r, bwdbulkcount, 0);
    ABSENT(r, bwdbulkrate);
    IS(bulk_of(3), fwdbulkcount, 0);
}

static void
what_brings_nothing_new_is_a_repeat(void)
{
    Types__FlowFeatures *r =
        OF(client(NC_SYN, UINT32_MAX - 50, 0, 0), client(NC_SYN, UINT32_MAX - 50, 0, 0),
           client(NC_ACK, UINT32_MAX - 49, 1, 100), client(NC_ACK, UINT32_MAX - 49, 1, 100),
           client(NC_ACK, 49, 1, 1),   /* keeps the connection alive */
           client(NC_ACK, 49, 1, 2),   /* brings one byte */
           client(NC_RST, 4000, 0, 0), client(NC_ACK, 51, 1, 10));

    IS(r, fwdretranspkts, 2);
    IS(r, bwdretranspkts, 0);
}

static void
windows_are_of_first_segments_that_open(void)
{
    struct nc_sighting syn = client(NC_SYN, 100, 0, 0), ack = client(NC_ACK, 101, 501, 0),
                       answer = server(NC_ACK, 501, 101, 0);
    Types__FlowFeatures *r;

    syn.window = 64240;
    answer.window = 77;
    r = OF(syn, answer, ack);
    IS(r, fwdinitwin, 64240);
    ABSENT(r, bwdinitwin);
    IS(r, fwdzerowinpkts, 1);
    IS(r, bwdzerowinpkts, 0);
}

static void
entropies_are_weighed_by_bytes(void)
{
    struct nc_sighting a = asks(10), b = asks(30);
    Types__FlowFeatures *r;

    a.payload_entropy = 2;
    b.payload_entropy = 4;
    r = OF(a, later(b, 1), later(answers(0), 2));
    NEAR(r, fwdfirstentropy, 2);
    NEAR(r, fwdentropymean, 3.5);
    ABSENT(r, bwdfirstentropy);
    ABSENT(r, bwdentropymean);
    ABSENT(r, bwdfirstpayloadlen);
    IS(r, fwdfirstpayloadlen, 10);
}

static void
first_packets_are_sixteen(void)
{
    Types__FlowFeatures *r;

    flow_begin();
    for (int i = 0; i < 20; i++)
        flow_see(later(i % 2 ? answers(i) : asks(i), i));
    r = flow_end(NC_END_NONE);
    CU_ASSERT_EQUAL_FATAL(r->n_spltpayloadlens, 16);
    CU_ASSERT_EQUAL(r->n_spltdirections, 16);
    CU_ASSERT_EQUAL(r->n_splttimes, 16);
    CU_ASSERT_EQUAL(r->spltpayloadlens[15], 15);
    CU_ASSERT_EQUAL(r->spltdirections[15], 1);
    CU_ASSERT_EQUAL(r->splttimes[15], UINT64_C(15000000000));
}

static void
a_packet_without_a_whole_header_counts_for_nothing(void)
{
    struct nc_sighting fragment = asks(0);
    Types__FlowFeatures *r;

    fragment.transport_header = 0;
    r = OF(fragment);
    IS(r, pkts, 0);
    IS(r, activeperiods, 0);
    ABSENT(r, pktlenmin);
    ABSENT(r, activemin);
    ABSENT(r, subflowfwdpkts);
    CU_ASSERT_EQUAL(r->n_splttimes, 0);
}

static void
what_comes_before_the_first_packet_that_counts_is_no_reply(void)
{
    struct nc_sighting fragment = asks(0);
    Types__FlowFeatures *r;

    fragment.transport_header = 0;
    r = OF(fragment, later(answers(5), 1), later(asks(3), 2));
    IS(r, fwdpkts, 1);
    IS(r, bwdpkts, 1);
    ABSENT(r, firstreplytime);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(it_is_of_tcp_and_udp_alone),
        SENTENCE(one_packet_is_a_flow_without_gaps_rates_and_deviations),
        SENTENCE(of_udp_there_are_no_flags),
        SENTENCE(lengths_are_those_of_headers),
        SENTENCE(directions_are_those_of_the_syn),
        SENTENCE(time_never_goes_back),
        SENTENCE(gaps_and_rates_are_exact),
        SENTENCE(a_gap_in_the_middle_is_the_middle_of_its_cell),
        SENTENCE(periods_are_parted_by_five_seconds),
        SENTENCE(four_packets_one_way_are_a_bulk),
        SENTENCE(what_brings_nothing_new_is_a_repeat),
        SENTENCE(windows_are_of_first_segments_that_open),
        SENTENCE(entropies_are_weighed_by_bytes),
        SENTENCE(first_packets_are_sixteen),
        SENTENCE(a_packet_without_a_whole_header_counts_for_nothing),
        SENTENCE(what_comes_before_the_first_packet_that_counts_is_no_reply),
        SENTENCES_END
    };

    return flow_sentences("flowfeatures", own);
}
