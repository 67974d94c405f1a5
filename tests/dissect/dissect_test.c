/* SPDX-License-Identifier: Apache-2.0 */
/* The layer loop over plugins made for it.  A layer's first byte is the key of the next one, its
 * second what the layer does; the rest is the next layer's. */
#include "harness.h"

#include "dissect/dissect.h"
#include "every.pb-c.h"
#include "static_plugins.h"

#include <stdio.h>
#include <string.h>

#define OURS NC_SPACE('t', 'e', 's', 't')

enum { ROOM = 1 << 20, WRITTEN_MAX = 128 };

static struct plugins plugins;
static struct dissector dissector;
static struct verdict verdict;
static volatile uint32_t at_work;

/* What was written: plugin and record, read back. */
static struct {
    int plugin;
    Every__Stamped *stamped;
} written[WRITTEN_MAX];
static size_t n_written;
static uint8_t room[ROOM];
static size_t room_size = ROOM;

/* Endpoints and what is for reassembly: addresses begin with the letter that asked for them. */
static void
say_traffic(struct nc_packet *pkt, const struct nc_cursor *in, uint8_t what)
{
    static const uint8_t n[16] = "network from", o[16] = "other from", l[8] = "link";

    if (what == 'l')
        nc_link(pkt, NC_ENDPOINT_MAC, l, l + 1, 6);
    if (what == 'n' || what == 'N')
        nc_network(pkt, NC_ENDPOINT_IPV6, what == 'n' ? n : o, n, 16, what);
    if (what == 't' || what == 'u')
        nc_transport(pkt, NC_ENDPOINT_TCP, what, 80, in);
    if (what == 's')
        nc_report_segment(pkt, &(struct nc_segment){ .sequence = 7, .flags = NC_SYN }, in);
    if (what == 'f')
        nc_report_fragment(pkt, &(struct nc_fragment){ .id = 5, .next = 9 }, in);
    if (what == 'T') { /* transport and segment in one layer */
        nc_transport(pkt, NC_ENDPOINT_TCP, what, 80, in);
        nc_report_segment(pkt, &(struct nc_segment){ .sequence = 7, .flags = NC_SYN }, in);
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *layer)
{
    Every__Stamped *stamped = layer;
    uint8_t next = nc_u8(in), what = nc_u8(in);

    if (stamped)
        stamped->number = next + 1;
    nc_next(pkt, OURS, next);
    if (what == 'r')
        nc_fail(in, "refused by test");
    if (what == 'd')
        nc_decline(in);
    if (what == 'm')
        nc_malformed(pkt, next == 9 ? "second" : "first");
    if (what == 'o')
        nc_next(pkt, NC_UDP_PORT, next);
    if (what == 'O')
        nc_next(pkt, NC_TCP_PORT, next);
    if (what == 'e')
        nc_next_either(pkt, OURS, 200, next);
    if (what == 'a')
        nc_addresses(pkt, (char *)"from", (char *)"to");
    if (what == 'p')
        nc_ports(pkt, 65535, 0);
    if (what == 'E')
        nc_next(pkt, NC_NONE, 0);
    say_traffic(pkt, in, what);
    for (int i = 0; what == 'x' && i < 1000; i++)
        memset(nc_alloc(pkt, NC_ALLOC_MAX), 0xff, NC_ALLOC_MAX);
}

static const struct nc_plugin layer = {
    .abi = NC_ABI,
    .size = sizeof layer,
    .name = "Layer",
    .about = "a layer of the test",
    .type = 10000,
    .record = &every__stamped__descriptor,
    .decode = decode,
    .on = NC_ON(NC_KEY(NC_LINKTYPE, 1), NC_KEY(OURS, 1), NC_KEY(OURS, 9), NC_KEY(NC_IPPROTO, 1)),
};

static const struct nc_plugin carrier = {
    .abi = NC_ABI,
    .size = sizeof carrier,
    .name = "Carrier",
    .about = "a layer without a record",
    .decode = decode,
    .on = NC_ON(NC_KEY(OURS, 2)),
};

/* A plugin of streams, and nothing else; one that decodes packets too. */
static void
read_stream(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
            void *state)
{
    (void)pkt, (void)stream, (void)in, (void)state;
}

static const struct nc_plugin streams_only = {
    .abi = NC_ABI,
    .size = sizeof streams_only,
    .name = "Streams",
    .about = "reads streams",
    .type = 10002,
    .record = &every__stamped__descriptor,
    .stream = read_stream,
    .on = NC_ON(NC_KEY(NC_UDP_PORT, 3), NC_KEY(NC_TCP_PORT, 3)),
};

static const struct nc_plugin both = {
    .abi = NC_ABI,
    .size = sizeof both,
    .name = "Both",
    .about = "reads streams and packets",
    .type = 10003,
    .record = &every__stamped__descriptor,
    .stream = read_stream,
    .decode = decode,
    .on = NC_ON(NC_KEY(NC_UDP_PORT, 4), NC_KEY(NC_TCP_PORT, 4)),
};

static uint8_t *
reserve(struct record_sink *sink, int index, size_t wanted, size_t *size)
{
    (void)sink;
    (void)index;
    *size = wanted < room_size ? wanted : room_size;
    return room_size ? room : NULL;
}

static void
commit(struct record_sink *sink, int index, size_t used)
{
    size_t head = room[0] > 127 ? 2 : 1;

    (void)sink;
    CU_ASSERT_FATAL(n_written < WRITTEN_MAX);
    written[n_written].plugin = index;
    written[n_written].stamped = every__stamped__unpack(NULL, used - head, room + head);
    CU_ASSERT_PTR_NOT_NULL_FATAL(written[n_written++].stamped);
}

static struct record_sink sink = { reserve, commit };

static void
forget(void)
{
    while (n_written)
        every__stamped__free_unpacked(written[--n_written].stamped, NULL);
}

/* Dissects the text as a packet. */
static void
packet_at(const char *bytes, size_t n, struct packet p)
{
    forget();
    p.captured = p.length = (uint32_t)n;
    p.linktype = p.linktype ? p.linktype : 1;
    verdict = dissect(&dissector, &p, (const uint8_t *)bytes, &at_work);
    CU_ASSERT(dissector_emit(&dissector, &sink));
}

static void
layers(const char *bytes, size_t n)
{
    packet_at(bytes, n, (struct packet){ .seconds = 1 });
}
#define LAYERS(text) layers(text, sizeof(text) - 1)

static const char *
time_of(int64_t seconds, uint32_t nanoseconds, bool fine)
{
    packet_at("\1E", 2,
              (struct packet){ .seconds = seconds, .nanoseconds = nanoseconds, .fine_time = fine });
    return n_written ? written[0].stamped->timestamp : "";
}

static void
each_layer_has_its_record_in_order(void)
{
    LAYERS("\1-\1-\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(n_written, 3);
    CU_ASSERT_EQUAL(written[2].stamped->number, 2);
}

static void
a_carrier_is_passed_through_without_a_record(void)
{
    LAYERS("\2-\1-\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(n_written, 2);
}

static void
a_type_that_is_switched_off_is_dissected_but_not_written(void)
{
    plugins.list[0].enabled = false;
    LAYERS("\1-\1r");
    plugins.list[0].enabled = true;
    CU_ASSERT_EQUAL(n_written, 0);
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
}

static void
what_nobody_decodes_in_a_closed_space_is_unknown(void)
{
    LAYERS("\1-\7-");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_UNKNOWN);
    CU_ASSERT_EQUAL(verdict.space, OURS);
    CU_ASSERT_EQUAL(verdict.value, 7);
    CU_ASSERT_EQUAL(n_written, 2);
}

static void
what_nobody_decodes_in_an_open_space_is_data(void)
{
    LAYERS("\7o data");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(n_written, 1);
}

static void
an_unknown_link_type_is_unknown(void)
{
    packet_at("", 0, (struct packet){ .linktype = 147 });
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_UNKNOWN);
    CU_ASSERT_EQUAL(verdict.space, NC_LINKTYPE);
    CU_ASSERT_EQUAL(verdict.value, 147);
}

static void
the_other_of_two_keys_is_tried_second(void)
{
    LAYERS("\1e\1E");
    CU_ASSERT_EQUAL(n_written, 2);
    LAYERS("\7e");
    CU_ASSERT_EQUAL(verdict.value, 200);
}

static void
a_refusal_keeps_the_records_below(void)
{
    LAYERS("\1-\1-\1r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(verdict.plugin, 0);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "refused by test");
    CU_ASSERT_EQUAL(n_written, 2);
}

static void
a_layer_that_is_declined_has_no_record_and_nothing_is_wrong(void)
{
    LAYERS("\1-\1-\1d");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(n_written, 2);
}

static void
a_packet_that_ends_too_early_is_refused(void)
{
    LAYERS("\1-\1");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "ends too early");
    CU_ASSERT_EQUAL(n_written, 1);
}

static void
a_malformed_layer_keeps_all_records(void)
{
    LAYERS("\1m\1-\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "first");
    CU_ASSERT_EQUAL(n_written, 3);
}

static void
the_first_of_two_malformed_layers_is_named(void)
{
    LAYERS("\2-\1m\11m\1r");
    CU_ASSERT_EQUAL(verdict.plugin, 1);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "first");
}

static void
the_plugin_at_work_is_told(void)
{
    LAYERS("\2-\1E");
    CU_ASSERT_EQUAL(at_work, 1);
    LAYERS("\2-\7-");
    CU_ASSERT_EQUAL(at_work, 1);
    LAYERS("\1E");
    CU_ASSERT_EQUAL(at_work, 0);
}

static void
sixty_four_layers_are_decoded_and_no_more(void)
{
    char bytes[2 * NC_LAYERS_MAX + 2];

    for (int i = 0; i < NC_LAYERS_MAX + 1; i++)
        memcpy(bytes + 2 * i, "\1-", 2);
    layers(bytes, sizeof bytes);
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "more than 64 layers");
    CU_ASSERT_EQUAL(n_written, NC_LAYERS_MAX);
    bytes[sizeof bytes - 3] = 'E';
    layers(bytes, sizeof bytes);
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
}

static void
the_context_is_that_of_the_headers_around(void)
{
    LAYERS("\1a\1p\1a\1E");
    CU_ASSERT_PTR_NULL(written[0].stamped->context);
    CU_ASSERT_STRING_EQUAL(written[1].stamped->context->srcip, "from");
    CU_ASSERT_STRING_EQUAL(written[1].stamped->context->dstip, "to");
    CU_ASSERT_STRING_EQUAL(written[1].stamped->context->srcport, "");
    CU_ASSERT_STRING_EQUAL(written[2].stamped->context->srcport, "65535");
    CU_ASSERT_STRING_EQUAL(written[2].stamped->context->dstport, "0");
    CU_ASSERT_STRING_EQUAL(written[3].stamped->context->srcport, "");
}

static void
a_packet_knows_nothing_of_the_one_before(void)
{
    LAYERS("\1a\1m\1r");
    LAYERS("\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_PTR_NULL(written[0].stamped->context);
    CU_ASSERT_EQUAL(n_written, 1);
}

static void
the_context_can_be_switched_off(void)
{
    plugins.context = false;
    LAYERS("\1a\1E");
    plugins.context = true;
    CU_ASSERT_PTR_NULL(written[1].stamped->context);
}

static void
times_have_six_digits_or_nine(void)
{
    CU_ASSERT_STRING_EQUAL(time_of(1, 5000, false), "1.000005");
    CU_ASSERT_STRING_EQUAL(time_of(1, 999999999, false), "1.999999");
    CU_ASSERT_STRING_EQUAL(time_of(1, 5, true), "1.000000005");
    CU_ASSERT_STRING_EQUAL(time_of(0, 0, false), "0.000000");
}

static void
times_of_all_sizes_fit(void)
{
    CU_ASSERT_STRING_EQUAL(time_of(-1, 0, false), "-1.000000");
    CU_ASSERT_STRING_EQUAL(time_of(INT64_MAX, 999999999, true), "9223372036854775807.999999999");
    CU_ASSERT_STRING_EQUAL(time_of(INT64_MIN, 999999999, true), "-9223372036854775808.999999999");
    time_of(INT64_MIN, UINT32_MAX, true);
    CU_ASSERT(dissector.emitter.timestamp_length <= sizeof dissector.emitter.timestamp);
}

static void
a_packet_that_needs_too_much_memory_is_refused(void)
{
    LAYERS("\1-\1x");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "needs more memory than one packet may have");
    CU_ASSERT_EQUAL(n_written, 1);
    LAYERS("\1-\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(written[1].stamped->number, 2);
}

static void
without_room_nothing_is_emitted(void)
{
    LAYERS("\1E");
    room_size = 0;
    CU_ASSERT_FALSE(dissector_emit(&dissector, &sink));
    room_size = 20;
    CU_ASSERT_FALSE(dissector_emit(&dissector, &sink));
    room_size = ROOM;
    CU_ASSERT(dissector_emit(&dissector, &sink));
}

static const struct nc_sighting *
seen(void)
{
    return &dissector.pkt.seen;
}

static void
a_packet_is_seen_with_its_time_clock_and_lengths(void)
{
    packet_at("\1E", 2,
              (struct packet){ .seconds = 5, .nanoseconds = 6, .fine_time = 1, .clock = 77 });
    CU_ASSERT(seen()->time.seconds == 5 && seen()->time.nanoseconds == 6 && seen()->time.fine == 1);
    CU_ASSERT_EQUAL(seen()->clock, 77);
    CU_ASSERT(seen()->captured == 2 && seen()->length == 2);
}

static void
flows_see_the_outermost_endpoints(void)
{
    LAYERS("\1l\1n\1t\1N\1u\1E");
    CU_ASSERT(seen()->link_kind == NC_ENDPOINT_MAC && seen()->link[0][0] == 'l');
    CU_ASSERT_EQUAL(seen()->network[0][0], 'n');
    CU_ASSERT_EQUAL(seen()->protocol, 'n');
    CU_ASSERT_EQUAL(seen()->port[0], 't');
    CU_ASSERT_EQUAL(seen()->payload, 6);
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
    CU_ASSERT(seen()->segment && seen()->flags == NC_SYN && seen()->sequence == 7);
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
    CU_ASSERT_EQUAL(seen()->link_by, 1);
    CU_ASSERT_EQUAL(seen()->network_by, 1);
    LAYERS("\2l\1n\2t\1-\1E");
    CU_ASSERT_EQUAL(seen()->network_by, 2);
    CU_ASSERT_EQUAL(seen()->transport_by, 1);
    CU_ASSERT_EQUAL(seen()->application_by, 2);
}

static void
without_a_layer_behind_the_transport_there_is_no_application(void)
{
    LAYERS("\1n\7t");
    CU_ASSERT_EQUAL(seen()->application_by, 0);
}

static void
a_packet_is_not_seen_with_what_the_one_before_said(void)
{
    LAYERS("\1l\1n\1T\1E");
    LAYERS("\1E");
    CU_ASSERT(!seen()->link_kind && !seen()->network_kind && !seen()->transport_kind &&
              !seen()->segment);
    CU_ASSERT_EQUAL(dissector.pkt.event, NC_EVENT_NONE);
}

static void
a_refused_packet_is_seen_as_far_as_it_was_decoded(void)
{
    LAYERS("\1n\1r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(seen()->network_kind, NC_ENDPOINT_IPV6);
}

static void
what_a_stream_carries_is_no_layer(void)
{
    LAYERS("\3O data");
    CU_ASSERT_EQUAL(n_written, 1);
    LAYERS("\4O\1E");
    CU_ASSERT_EQUAL(n_written, 1);
    LAYERS("\4o\1E");
    CU_ASSERT_EQUAL(n_written, 2);
}

static void
a_plugin_that_decodes_no_packets_is_no_layer(void)
{
    LAYERS("\3o data");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(n_written, 1);
}

/* "\1E" behind the endpoints of a fragment, as protocol 1. */
static void
a_datagram_goes_up_its_layers_as_protocol_between_the_endpoints(void)
{
    static const uint8_t bytes[] = "\1t\1E";
    struct nc_sighting last = {
        .clock = 9, .time = { .seconds = 3 }, .network_kind = NC_ENDPOINT_IPV4, .protocol = 1
    };
    struct nc_tails between = { .network_kind = NC_ENDPOINT_IPV4,
                                .network = { { 10, 0, 0, 1 }, { 10, 0, 0, 2 } } };

    forget();
    verdict = dissect_datagram(&dissector, &last, &between, 1, bytes, sizeof bytes - 1, &at_work);
    CU_ASSERT(dissector_emit(&dissector, &sink));
    CU_ASSERT_EQUAL(n_written, 2);
    CU_ASSERT_STRING_EQUAL(written[0].stamped->timestamp, "3.000000");
    CU_ASSERT_STRING_EQUAL(written[0].stamped->context->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(written[0].stamped->context->dstip, "10.0.0.2");
    CU_ASSERT(seen()->clock == 9 && seen()->network_kind == NC_ENDPOINT_IPV4);
    CU_ASSERT_EQUAL(seen()->port[0], 't');
}

int
main(void)
{
    static const struct nc_plugin *const list[] = { &layer, &carrier, &streams_only, &both, NULL };
    static const struct sentence own[] = {
        SENTENCE(each_layer_has_its_record_in_order),
        SENTENCE(a_carrier_is_passed_through_without_a_record),
        SENTENCE(a_type_that_is_switched_off_is_dissected_but_not_written),
        SENTENCE(what_nobody_decodes_in_a_closed_space_is_unknown),
        SENTENCE(what_nobody_decodes_in_an_open_space_is_data),
        SENTENCE(an_unknown_link_type_is_unknown),
        SENTENCE(the_other_of_two_keys_is_tried_second),
        SENTENCE(a_refusal_keeps_the_records_below),
        SENTENCE(a_layer_that_is_declined_has_no_record_and_nothing_is_wrong),
        SENTENCE(a_packet_that_ends_too_early_is_refused),
        SENTENCE(a_malformed_layer_keeps_all_records),
        SENTENCE(the_first_of_two_malformed_layers_is_named),
        SENTENCE(the_plugin_at_work_is_told),
        SENTENCE(sixty_four_layers_are_decoded_and_no_more),
        SENTENCE(the_context_is_that_of_the_headers_around),
        SENTENCE(a_packet_knows_nothing_of_the_one_before),
        SENTENCE(the_context_can_be_switched_off),
        SENTENCE(times_have_six_digits_or_nine),
        SENTENCE(times_of_all_sizes_fit),
        SENTENCE(a_packet_that_needs_too_much_memory_is_refused),
        SENTENCE(without_room_nothing_is_emitted),
        SENTENCE(a_packet_is_seen_with_its_time_clock_and_lengths),
        SENTENCE(flows_see_the_outermost_endpoints),
        SENTENCE(reassembly_sees_the_innermost_endpoints),
        SENTENCE(endpoints_behind_a_network_are_not_those_of_the_transport_before),
        SENTENCE(the_flags_of_flows_are_those_of_the_outermost_transport),
        SENTENCE(a_segment_without_endpoints_is_none),
        SENTENCE(the_plugins_of_each_endpoint_are_told),
        SENTENCE(without_a_layer_behind_the_transport_there_is_no_application),
        SENTENCE(a_packet_is_not_seen_with_what_the_one_before_said),
        SENTENCE(a_refused_packet_is_seen_as_far_as_it_was_decoded),
        SENTENCE(what_a_stream_carries_is_no_layer),
        SENTENCE(a_plugin_that_decodes_no_packets_is_no_layer),
        SENTENCE(a_datagram_goes_up_its_layers_as_protocol_between_the_endpoints),
        SENTENCES_END
    };
    int failed;

    static_plugins(&plugins, list);
    if (!dissector_create(&dissector, &plugins))
        return 99;
    failed = sentences("dissect", own);
    forget();
    dissector_destroy(&dissector);
    static_plugins_free(&plugins);
    return failed;
}
