/* SPDX-License-Identifier: Apache-2.0 */
/* What layers say of a packet for flows and reassembly, and a datagram that was put together. */
#include "dissect_helper.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>

static const struct nc_sighting *
sighting(void)
{
    return &dissector.pkt.sighting;
}

static void
a_packet_is_seen_with_its_time_clock_and_lengths(void)
{
    packet_at("\1E", 2,
              (struct packet){ .seconds = 5, .nanoseconds = 6, .fine_time = 1, .clock = 77 });
    CU_ASSERT(sighting()->time.seconds == 5 && sighting()->time.nanoseconds == 6);
    CU_ASSERT_EQUAL(sighting()->time.fine, 1);
    CU_ASSERT_EQUAL(sighting()->clock, 77);
    CU_ASSERT(sighting()->captured == 2 && sighting()->length == 2);
}

static struct nc_sighting *
level(uint32_t n)
{
    return nc_level(&dissector.pkt, n);
}

static void
each_network_header_is_a_level_with_its_own_ports(void)
{
    LAYERS("\1l\1n\1t\1l\1N\1u\1E");
    CU_ASSERT_EQUAL(dissector.pkt.n_levels, 2);
    CU_ASSERT(level(0)->network[0][0] == 'n' && level(0)->port[0] == 't');
    CU_ASSERT(level(0)->place.depth == 0 && level(0)->place.link_depth == 0);
    CU_ASSERT(level(1)->network[0][0] == 'o' && level(1)->port[0] == 'u');
    CU_ASSERT(level(1)->place.depth == 1 && level(1)->place.link_depth == 1);
    CU_ASSERT(level(1)->link_kind == NC_ENDPOINT_MAC);
}

static void
a_level_without_a_link_header_has_no_link(void)
{
    LAYERS("\1l\1n\1N\1u\1E");
    CU_ASSERT_EQUAL(dissector.pkt.n_levels, 2);
    CU_ASSERT(!level(0)->transport_kind && level(1)->port[0] == 'u');
    CU_ASSERT(!level(1)->link_kind && level(1)->place.link_depth == 1);
}

static void
two_link_headers_before_a_network_are_two_levels_of_which_one_has_it(void)
{
    LAYERS("\1l\1l\1n\1t\1E");
    CU_ASSERT_EQUAL(dissector.pkt.n_levels, 2);
    CU_ASSERT(level(0)->link_kind && !level(0)->network_kind);
    CU_ASSERT(level(1)->network_kind && level(1)->place.depth == 0);
    CU_ASSERT_EQUAL(level(1)->place.link_depth, 1);
}

static void
what_lies_deeper_than_four_networks_is_of_no_level(void)
{
    LAYERS("\1n\1n\1n\1n\1N\1u\1s");
    CU_ASSERT_EQUAL(dissector.pkt.n_levels, 4);
    CU_ASSERT(!level(3)->transport_kind && !level(3)->segment);
    CU_ASSERT(dissector.pkt.event == NC_EVENT_SEGMENT && dissector.pkt.event_level == 0);
}

static void
flows_see_the_outermost_endpoints(void)
{
    LAYERS("\1l\1n\1t\1N\1u\1E");
    CU_ASSERT(sighting()->link_kind == NC_ENDPOINT_MAC && sighting()->link[0][0] == 'l');
    CU_ASSERT_EQUAL(sighting()->network[0][0], 'n');
    CU_ASSERT_EQUAL(sighting()->protocol, 'n');
    CU_ASSERT_EQUAL(sighting()->port[0], 't');
    CU_ASSERT_EQUAL(sighting()->payload, 6);
}

static void
reassembly_sees_the_innermost_endpoints(void)
{
    LAYERS("\1n\1t\1N\1u\1s");
    CU_ASSERT_EQUAL(dissector.pkt.tails.network[0][0], 'o');
    CU_ASSERT_EQUAL(dissector.pkt.tails.port[0], 'u');
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_SEGMENT);
    CU_ASSERT_EQUAL(dissector.pkt.segment.sequence, 7);
}

static void
endpoints_behind_a_network_are_not_those_of_the_transport_before(void)
{
    LAYERS("\1n\1t\1N\1f");
    CU_ASSERT_EQUAL(dissector.pkt.tails.transport_kind, NC_ENDPOINT_NONE);
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_FRAGMENT);
    CU_ASSERT_EQUAL(dissector.pkt.fragment.id, 5);
}

static void
the_flags_of_flows_are_those_of_the_outermost_transport(void)
{
    LAYERS("\1n\1T\1E");
    CU_ASSERT(sighting()->segment && sighting()->flags == NC_SYN && sighting()->sequence == 7);
}

static void
what_is_said_of_the_next_segment_or_fragment_stays_with_it(void)
{
    struct nc_cursor in = { nc_zeros, nc_zeros, nc_zeros, NULL };

    LAYERS("\1n\1t\1E");
    nc_window_scale(&dissector.pkt, 7);
    nc_report_segment(&dissector.pkt, &(struct nc_segment){ .flags = NC_SYN }, &in);
    CU_ASSERT_EQUAL(dissector.pkt.segment_scale, 7 + 1);
    LAYERS("\1n\1t\1E");
    nc_report_segment(&dissector.pkt, &(struct nc_segment){ .flags = NC_SYN }, &in);
    CU_ASSERT_EQUAL(dissector.pkt.segment_scale, 0);
    LAYERS("\1n\1E");
    nc_fragment_wait(&dissector.pkt, 60);
    nc_report_fragment(&dissector.pkt, &(struct nc_fragment){ .more = true }, &in);
    CU_ASSERT_EQUAL(dissector.pkt.fragment_wait, 60);
    LAYERS("\1n\1E");
    CU_ASSERT_EQUAL(dissector.pkt.fragment_wait, 0);
}

static void
a_segment_without_endpoints_is_none(void)
{
    LAYERS("\1s");
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_NONE);
    LAYERS("\1n\1s");
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_NONE);
}

static void
the_plugins_of_each_endpoint_are_told(void)
{
    LAYERS("\1l\2n\1t\2-\1E");
    CU_ASSERT_EQUAL(sighting()->link_by, 1);
    CU_ASSERT_EQUAL(sighting()->network_by, 1);
    LAYERS("\2l\1n\2t\1-\1E");
    CU_ASSERT_EQUAL(sighting()->network_by, 2);
    CU_ASSERT_EQUAL(sighting()->transport_by, 1);
    CU_ASSERT_EQUAL(sighting()->application_by, 2);
}

static void
without_a_layer_behind_the_transport_there_is_no_application(void)
{
    LAYERS("\1n\7t");
    CU_ASSERT_EQUAL(sighting()->application_by, 0);
}

static void
a_packet_is_not_seen_with_what_the_one_before_said(void)
{
    LAYERS("\1l\1n\1T\1E");
    LAYERS("\1E");
    CU_ASSERT(!sighting()->link_kind && !sighting()->network_kind && !sighting()->transport_kind &&
              !sighting()->segment);
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_NONE);
}

static void
a_refused_packet_is_seen_as_far_as_it_was_decoded(void)
{
    LAYERS("\1n\1r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(sighting()->network_kind, NC_ENDPOINT_IPV6);
}

static void
numbered(const char *bytes, size_t n)
{
    packet_at(bytes, n, (struct packet){ .number = 12 });
}

static const char *
id_of(size_t record)
{
    return written[record].stamped->context->connectionid;
}

static void
what_a_transport_carries_is_joined_to_its_conversation_and_packet(void)
{
    numbered("\1l\1n\1t\1E", 8);
    CU_ASSERT_EQUAL_FATAL(n_written, 4);
    CU_ASSERT_EQUAL(strlen(id_of(3)), 16);
    CU_ASSERT_EQUAL(strncmp(written[3].stamped->context->communityid, "1:", 2), 0);
    CU_ASSERT_EQUAL(written[3].stamped->context->packetnumber, 12);
    CU_ASSERT_EQUAL(written[3].stamped->context->depth, 0);
}

static void
headers_and_what_they_carry_without_a_transport_are_joined_to_nothing(void)
{
    numbered("\1l\1n\1E\1t", 8);
    for (size_t i = 0; i < n_written; i++)
        CU_ASSERT(!written[i].stamped->context || !*id_of(i));
    numbered("\1n\1t\1N\1E", 8);
    CU_ASSERT_STRING_EQUAL(id_of(2), ""); /* it begins a level of its own */
    CU_ASSERT_STRING_EQUAL(id_of(3), "");
}

static void
each_level_joins_to_its_own_conversation(void)
{
    char outer[17];

    numbered("\1n\1t\1m\1N\1u\1E", 12);
    CU_ASSERT_EQUAL_FATAL(n_written, 6);
    snprintf(outer, sizeof outer, "%s", id_of(2));
    CU_ASSERT(*outer && strcmp(outer, id_of(5)) != 0);
    CU_ASSERT(written[2].stamped->context->depth == 0 && written[5].stamped->context->depth == 1);
}

static void
with_packet_numbers_all_layers_of_a_level_are_joined(void)
{
    dissector.options.packet_numbers = true;
    numbered("\1l\1n\1t\1E", 8);
    dissector.options.packet_numbers = false;
    CU_ASSERT_EQUAL_FATAL(n_written, 4);
    CU_ASSERT_EQUAL(written[0].stamped->context->packetnumber, 12);
    CU_ASSERT(*id_of(2));
    CU_ASSERT_STRING_EQUAL(id_of(2), id_of(3));
}

static void
what_is_of_no_level_is_joined_to_nothing(void)
{
    numbered("\1n\1n\1n\1n\1N\1u\1E", 14);
    CU_ASSERT_EQUAL_FATAL(n_written, 7);
    CU_ASSERT_STRING_EQUAL(id_of(6), "");
}

/* "\1E" behind the endpoints of a fragment, as protocol 1. */
static void
a_datagram_goes_up_its_layers_as_protocol_between_the_endpoints(void)
{
    static const uint8_t bytes[] = "\1t\1E";
    struct nc_sighting fragment = {
        .clock = 9, .time = { .seconds = 3 }, .network_kind = NC_ENDPOINT_IPV4, .protocol = 1
    };
    struct nc_tails between = { .network_kind = NC_ENDPOINT_IPV4,
                                .network = { { 10, 0, 0, 1 }, { 10, 0, 0, 2 } } };
    const struct last_fragment last = { &fragment, &fragment, 1, 1, &between, 20 };

    forget();
    verdict = dissect_datagram(&dissector, &last, 1, bytes, sizeof bytes - 1, &at_work);
    CU_ASSERT(dissector_emit(&dissector, &sink, &verdict));
    CU_ASSERT_EQUAL(n_written, 2);
    CU_ASSERT_STRING_EQUAL(written[0].stamped->timestamp, "3.000000");
    CU_ASSERT_STRING_EQUAL(written[0].stamped->context->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(written[0].stamped->context->dstip, "10.0.0.2");
    CU_ASSERT(sighting()->clock == 9 && sighting()->network_kind == NC_ENDPOINT_IPV4);
    CU_ASSERT_EQUAL(sighting()->port[0], 't');
    CU_ASSERT_EQUAL(sighting()->network_length, 20 + sizeof bytes - 1);
    CU_ASSERT_EQUAL(sighting()->transport_header + sighting()->payload_length, sizeof bytes - 1);
}

/* A network inside the datagram is a level of its own, behind that of the fragment. */
static void
the_levels_of_a_datagram_follow_on_that_of_its_fragment(void)
{
    static const uint8_t bytes[] = "\1N\1u\1E";
    struct nc_sighting levels[2] = { { .network_kind = NC_ENDPOINT_IPV4, .network = { { 1 } } },
                                   { .network_kind = NC_ENDPOINT_IPV4, .network = { { 2 } } } };
    struct nc_tails between = { .network_kind = NC_ENDPOINT_IPV4, .place.depth = 1 };
    const struct last_fragment last = { levels, levels + 1, 2, 2, &between, 20 };

    forget();
    verdict = dissect_datagram(&dissector, &last, 1, bytes, sizeof bytes - 1, &at_work);
    CU_ASSERT_EQUAL(dissector.pkt.n_levels, 3);
    CU_ASSERT(level(0)->network[0][0] == 1 && level(1)->network[0][0] == 2);
    CU_ASSERT(level(2)->network[0][0] == 'o' && level(2)->place.depth == 2);
    CU_ASSERT(!level(1)->transport_kind && level(2)->port[0] == 'u');
    CU_ASSERT_EQUAL(level(2)->place.link_depth, 0);
}

static void
a_datagram_lies_behind_the_link_header_of_its_fragment(void)
{
    static const uint8_t bytes[] = "\1N\1u\1E";
    struct nc_sighting fragment = { .link_kind = NC_ENDPOINT_MAC,
                                    .network_kind = NC_ENDPOINT_IPV4 };
    struct nc_tails between = { .network_kind = NC_ENDPOINT_IPV4 };
    const struct last_fragment last = { &fragment, &fragment, 1, 1, &between, 20 };

    forget();
    verdict = dissect_datagram(&dissector, &last, 1, bytes, sizeof bytes - 1, &at_work);
    CU_ASSERT(level(1)->place.depth == 1 && level(1)->place.link_depth == 1);
}

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_is_seen_with_its_time_clock_and_lengths),
        SENTENCE(each_network_header_is_a_level_with_its_own_ports),
        SENTENCE(a_level_without_a_link_header_has_no_link),
        SENTENCE(two_link_headers_before_a_network_are_two_levels_of_which_one_has_it),
        SENTENCE(what_lies_deeper_than_four_networks_is_of_no_level),
        SENTENCE(flows_see_the_outermost_endpoints),
        SENTENCE(reassembly_sees_the_innermost_endpoints),
        SENTENCE(endpoints_behind_a_network_are_not_those_of_the_transport_before),
        SENTENCE(the_flags_of_flows_are_those_of_the_outermost_transport),
        SENTENCE(what_is_said_of_the_next_segment_or_fragment_stays_with_it),
        SENTENCE(a_segment_without_endpoints_is_none),
        SENTENCE(the_plugins_of_each_endpoint_are_told),
        SENTENCE(without_a_layer_behind_the_transport_there_is_no_application),
        SENTENCE(a_packet_is_not_seen_with_what_the_one_before_said),
        SENTENCE(a_refused_packet_is_seen_as_far_as_it_was_decoded),
        SENTENCE(what_a_transport_carries_is_joined_to_its_conversation_and_packet),
        SENTENCE(headers_and_what_they_carry_without_a_transport_are_joined_to_nothing),
        SENTENCE(each_level_joins_to_its_own_conversation),
        SENTENCE(with_packet_numbers_all_layers_of_a_level_are_joined),
        SENTENCE(what_is_of_no_level_is_joined_to_nothing),
        SENTENCE(a_datagram_goes_up_its_layers_as_protocol_between_the_endpoints),
        SENTENCE(the_levels_of_a_datagram_follow_on_that_of_its_fragment),
        SENTENCE(a_datagram_lies_behind_the_link_header_of_its_fragment),
        SENTENCES_END
    };

    return sentences("dissect_traffic", own);
}

int
main(void)
{
    return with_layers(run);
}
