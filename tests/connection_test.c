/* SPDX-License-Identifier: Apache-2.0 */
#include "connection_packets.h"

static void
both_directions_are_one_connection(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2);

    CU_ASSERT_TRUE(same_flow(one, back(one)));
    CU_ASSERT_TRUE(same_flow(ip6("::1", "::2", 58), back(ip6("::1", "::2", 58))));
    CU_ASSERT_TRUE(same_flow(udp4(A, 1, A, 2), back(udp4(A, 1, A, 2))));
}

/* Behind two routers that are one (HSRP), each direction has its own. */
static void
link_addresses_tell_no_connections_apart(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2), other_mac = one;

    other_mac.link[0][5] = 9;
    CU_ASSERT_TRUE(same_flow(one, other_mac));
    other_mac.link_kind = NC_ENDPOINT_NONE;
    CU_ASSERT_TRUE(same_flow(one, other_mac));
}

static void
ends_that_differ_are_two_connections(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2);

    CU_ASSERT_FALSE(same_flow(one, udp4("10.0.0.3", 1, B, 2)));
    CU_ASSERT_FALSE(same_flow(one, udp4(A, 3, B, 2)));
    CU_ASSERT_FALSE(same_flow(one, udp4(A, 2, B, 1)));
}

static void
the_protocol_is_part_of_the_key(void)
{
    struct nc_sighting udp = udp4(A, 1, B, 2), sctp = sctp4(A, 1, B, 2), in_gre = udp;

    in_gre.protocol = 47;
    CU_ASSERT_FALSE(same_flow(udp, sctp));
    CU_ASSERT_FALSE(same_flow(udp, in_gre));
    CU_ASSERT_FALSE(same_flow(ip4(A, B, 1), ip4(A, B, 2)));
}

static void
an_extension_header_makes_no_other_connection(void)
{
    struct nc_sighting plain = with_ports(ip6("::1", "::2", 17), NC_ENDPOINT_UDP, 1, 2);
    struct nc_sighting behind = with_ports(ip6("::1", "::2", 0), NC_ENDPOINT_UDP, 1, 2);

    CU_ASSERT_TRUE(same_flow(plain, behind));
}

static void
a_packet_without_a_network_is_no_connection(void)
{
    CU_ASSERT_FALSE(has_flow(arp()));
    CU_ASSERT_TRUE(has_flow(ip4(A, B, 1)));
}

static void
the_uid_is_the_documented_hash(void)
{
    struct nc_sighting no_link = udp4(A, 1, B, 2);

    no_link.link_kind = 0;
    CU_ASSERT_STRING_EQUAL(OF(udp4(A, 1, B, 2))->uid, "fa3f38a8cb98e64e28325da781a809da");
    CU_ASSERT_STRING_EQUAL(OF(back(udp4(A, 1, B, 2)))->uid, "fa3f38a8cb98e64e28325da781a809da");
    CU_ASSERT_STRING_EQUAL(OF(ip4(A, B, 1))->uid, "75d530f9ed66fd3c32bc395fb7e31241");
    CU_ASSERT_STRING_EQUAL(OF(no_link)->uid, "2d95879c370c6747164bbce0632074b0");
}

static void
the_record_names_both_ends(void)
{
    const Types__Connection *c = OF(udp4(A, 1, B, 65535));

    CU_ASSERT_STRING_EQUAL(c->linkproto, "Ethernet");
    CU_ASSERT_STRING_EQUAL(c->networkproto, "IPv4");
    CU_ASSERT_STRING_EQUAL(c->transportproto, "UDP");
    CU_ASSERT_STRING_EQUAL(c->srcmac, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(c->dstmac, "02:00:00:00:00:02");
    CU_ASSERT_STRING_EQUAL(c->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(c->dstip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(c->srcport, "1");
    CU_ASSERT_STRING_EQUAL(c->dstport, "65535");
}

static void
what_is_not_there_is_empty(void)
{
    struct nc_sighting raw = ip6("::1", "::2", 58);
    const Types__Connection *c;

    raw.link_kind = raw.link_by = 0;
    c = OF(raw);
    CU_ASSERT_STRING_EQUAL(c->linkproto, "");
    CU_ASSERT_STRING_EQUAL(c->srcmac, "");
    CU_ASSERT_STRING_EQUAL(c->transportproto, "");
    CU_ASSERT_STRING_EQUAL(c->srcport, "");
    CU_ASSERT_STRING_EQUAL(c->dstport, "");
    CU_ASSERT_STRING_EQUAL(c->dstip, "::2");
}

static void
the_first_application_recognised_names_the_connection(void)
{
    struct nc_sighting empty = udp4(A, 1, B, 2), bytes = empty, dns = empty, ntp = empty;

    bytes.payload = dns.payload = ntp.payload = 10;
    dns.application_by = BY_DNS;
    ntp.application_by = BY_NTP;
    CU_ASSERT_STRING_EQUAL(OF(empty)->applicationproto, "");
    CU_ASSERT_STRING_EQUAL(OF(empty, bytes)->applicationproto, "Payload");
    CU_ASSERT_STRING_EQUAL(OF(bytes, dns, ntp)->applicationproto, "DNS");
    CU_ASSERT_EQUAL(OF(bytes, dns, ntp)->apppayloadsize, 30);
}

static void
times_and_sizes_count_every_packet(void)
{
    struct nc_sighting one = udp4(A, 1, B, 2), two = later(back(one), 2.5);
    const Types__Connection *c;

    two.captured = 60;
    two.length = 1500;
    c = OF(one, two, later(one, 0.5));
    CU_ASSERT_STRING_EQUAL(c->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(c->timestamplast, "3.500005");
    CU_ASSERT_EQUAL(c->duration, 2500000000);
    CU_ASSERT_EQUAL(c->numpackets, 3);
    CU_ASSERT_EQUAL(c->totalsize, 260);
    CU_ASSERT_EQUAL(c->srcpackets, 2);
    CU_ASSERT_EQUAL(c->srcbytes, 200);
    CU_ASSERT_EQUAL(c->dstpackets, 1);
    CU_ASSERT_EQUAL(c->dstbytes, 1500);
}

static void
packets_with_a_wrong_checksum_are_counted_in_both_directions(void)
{
    struct nc_sighting wrong = udp4(A, 1, B, 2);

    wrong.wrong = NC_WRONG_TRANSPORT;
    flow_begin();
    flow_see(wrong);
    flow_see(back(wrong));
    flow_see(udp4(A, 1, B, 2));
    CU_ASSERT_EQUAL(((Types__Connection *)flow_end(NC_END_IDLE))->numwrongchecksums, 2);
}

static void
one_packet_has_the_same_first_and_last_time(void)
{
    const Types__Connection *c = OF(udp4(A, 1, B, 2));

    CU_ASSERT_STRING_EQUAL(c->timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(c->timestamplast, "1.000005");
    CU_ASSERT_EQUAL(c->duration, 0);
    CU_ASSERT_EQUAL(c->numpackets, 1);
}

static void
times_of_clocks_that_differ_are_no_duration(void)
{
    struct nc_sighting first = udp4(A, 1, B, 2), last = first;

    first.time.seconds = INT64_MIN;
    last.time.seconds = INT64_MAX;
    last.clock += 7;
    CU_ASSERT_EQUAL(OF(first, last)->duration, 7);
}

static void
the_record_says_why_it_ended_and_which_part_it_is(void)
{
    static const char *const reasons[] = { "idle", "active", "closed", "reset", "reused",
                                           "evicted", "input-end" };

    for (int i = 0; i < 7; i++) {
        const Types__Connection *c;

        flow_begin();
        flow_see(udp4(A, 1, B, 2));
        c = flow_end((enum nc_end)(NC_END_IDLE + i));
        CU_ASSERT_STRING_EQUAL(c->endreason, reasons[i]);
        CU_ASSERT_EQUAL(c->part, 3);
    }
}

static void
flags_are_counted(void)
{
    const Types__Connection *c = OF(client(NC_SYN | NC_ECE | NC_CWR, 100, 0, 0),
                                    server(NC_SYN | NC_ACK | NC_ECE, 500, 101, 0),
                                    client(NC_ACK | NC_PSH | NC_URG, 101, 501, 5),
                                    client(NC_FIN | NC_ACK, 106, 501, 0),
                                    server(NC_RST, 501, 0, 0));

    CU_ASSERT_EQUAL(c->numfinflags, 1);
    CU_ASSERT_EQUAL(c->numsynflags, 2);
    CU_ASSERT_EQUAL(c->numrstflags, 1);
    CU_ASSERT_EQUAL(c->numpshflags, 1);
    CU_ASSERT_EQUAL(c->numackflags, 3);
    CU_ASSERT_EQUAL(c->numurgflags, 1);
    CU_ASSERT_EQUAL(c->numeceflags, 2);
    CU_ASSERT_EQUAL(c->numcwrflags, 1);
}

static void
community_ids_are_those_published(void)
{
    CU_ASSERT_STRING_EQUAL(OF(with_ports(ip4("128.232.110.120", "66.35.250.204", 6),
                                         NC_ENDPOINT_TCP, 34855, 80))->communityid,
                           "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CU_ASSERT_STRING_EQUAL(OF(with_ports(ip4("66.35.250.204", "128.232.110.120", 6),
                                         NC_ENDPOINT_TCP, 80, 34855))->communityid,
                           "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CU_ASSERT_STRING_EQUAL(OF(udp4("192.168.1.52", 54585, "8.8.8.8", 53))->communityid,
                           "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    CU_ASSERT_STRING_EQUAL(OF(sctp4("192.168.170.8", 7, "192.168.170.56", 80))->communityid,
                           "1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=");
}

static struct nc_sighting
message(struct nc_sighting sighting, uint8_t type, uint8_t code)
{
    sighting.control = 1;
    sighting.type = type;
    sighting.code = code;
    return sighting;
}

static void
community_ids_of_control_messages_are_those_published(void)
{
    static const char to[] = "192.168.0.89", from[] = "192.168.0.1";
    static const char six[] = "fe80::200:86ff:fe05:80da", other[] = "fe80::260:97ff:fe07:69ea";
    static const char far_six[] = "3ffe:507:0:1:260:97ff:fe07:69ea";
    static const char near_six[] = "3ffe:507:0:1:200:86ff:fe05:80da";

    CU_ASSERT_STRING_EQUAL(OF(message(ip4(to, from, 1), 8, 0))->communityid,
                           "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip4(from, to, 1), 0, 0))->communityid,
                           "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip4(to, from, 1), 20, 0))->communityid,
                           "1:3o2RFccXzUgjl7zDpqmY7yJi8rI=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip4(to, from, 1), 20, 1))->communityid,
                           "1:tz/fHIDUHs19NkixVVoOZywde+I=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip6(six, other, 58), 135, 0))->communityid,
                           "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip6(other, six, 58), 136, 0))->communityid,
                           "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip6(far_six, near_six, 58), 3, 0))->communityid,
                           "1:NdobDX8PQNJbAyfkWxhtL2Pqp5w=");
    CU_ASSERT_STRING_EQUAL(OF(message(ip6(near_six, far_six, 58), 3, 0))->communityid,
                           "1:/OGBt9BN1ofenrmSPWYicpij2Vc=");
}

static void
a_message_behind_an_extension_header_is_of_the_same_connection(void)
{
    CU_ASSERT_TRUE(same_flow(message(ip6("::1", "::2", 58), 128, 0),
                             message(ip6("::1", "::2", 0), 128, 0)));
}

static void
community_ids_of_ipv6_and_of_tunnels_are_as_worked_out(void)
{
    struct nc_sighting six = with_ports(ip6("2001:db8::1", "2001:db8::2", 6), NC_ENDPOINT_TCP,
                                        1000, 80);
    struct nc_sighting behind = six, in_gre = udp4(A, 1, B, 2);

    behind.protocol = 0;
    in_gre.protocol = 47;
    CU_ASSERT_STRING_EQUAL(OF(six)->communityid, "1:/jwLTzOsHKqE/GSJijOAUyN/YdQ=");
    CU_ASSERT_STRING_EQUAL(OF(behind)->communityid, "1:/jwLTzOsHKqE/GSJijOAUyN/YdQ=");
    CU_ASSERT_STRING_EQUAL(OF(ip4(A, B, 47))->communityid, "1:+KlEHDT0vJgzs/eNmzHq0aSpRYw=");
    CU_ASSERT_STRING_EQUAL(OF(in_gre)->communityid, "1:+KlEHDT0vJgzs/eNmzHq0aSpRYw=");
}

static void
a_community_id_that_cannot_be_known_is_empty(void)
{
    CU_ASSERT_STRING_EQUAL(OF(ip4(A, B, 1))->communityid, "");
    CU_ASSERT_STRING_EQUAL(OF(ip6("::1", "::2", 58))->communityid, "");
    CU_ASSERT_STRING_EQUAL(OF(ip6("::1", "::2", 44))->communityid, "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(both_directions_are_one_connection),
        SENTENCE(link_addresses_tell_no_connections_apart),
        SENTENCE(ends_that_differ_are_two_connections),
        SENTENCE(the_protocol_is_part_of_the_key),
        SENTENCE(an_extension_header_makes_no_other_connection),
        SENTENCE(a_packet_without_a_network_is_no_connection),
        SENTENCE(the_uid_is_the_documented_hash),
        SENTENCE(the_record_names_both_ends),
        SENTENCE(what_is_not_there_is_empty),
        SENTENCE(the_first_application_recognised_names_the_connection),
        SENTENCE(times_and_sizes_count_every_packet),
        SENTENCE(packets_with_a_wrong_checksum_are_counted_in_both_directions),
        SENTENCE(one_packet_has_the_same_first_and_last_time),
        SENTENCE(times_of_clocks_that_differ_are_no_duration),
        SENTENCE(the_record_says_why_it_ended_and_which_part_it_is),
        SENTENCE(flags_are_counted),
        SENTENCE(community_ids_are_those_published),
        SENTENCE(community_ids_of_control_messages_are_those_published),
        SENTENCE(a_message_behind_an_extension_header_is_of_the_same_connection),
        SENTENCE(community_ids_of_ipv6_and_of_tunnels_are_as_worked_out),
        SENTENCE(a_community_id_that_cannot_be_known_is_empty),
        SENTENCES_END
    };

    return flow_sentences("connection", own);
}
