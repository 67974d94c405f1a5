/* SPDX-License-Identifier: Apache-2.0 */
/* A packet up its layers: which come next, what becomes of it, its records. */
#include "dissect_helper.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>

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
a_plugin_that_was_switched_off_in_mid_run_is_nobody(void)
{
    static _Atomic uint8_t off[PLUGINS_MAX];

    plugins_watch(&plugins, off);
    atomic_store(&off[1], 1);
    LAYERS("\2-\7r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_UNKNOWN);
    CU_ASSERT_EQUAL(verdict.value, 2);
    CU_ASSERT_EQUAL(n_written, 1);
    atomic_store(&off[1], 0);
    LAYERS("\2-\7r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
}

static void
a_plugin_that_spoils_its_cursor_is_refused_and_leads_nobody_astray(void)
{
    LAYERS("\1-\1<\1-");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "it moved its cursor out of the packet");
    CU_ASSERT_EQUAL(n_written, 1);
    LAYERS("\1>\1-");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_EQUAL(n_written, 0);
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
a_malformed_layer_keeps_all_records_and_marks_a_packet_that_is_decoded(void)
{
    LAYERS("\1m\1-\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_STRING_EQUAL(verdict.mark, "first");
    CU_ASSERT_EQUAL(n_written, 3);
}

static void
the_first_of_two_malformed_layers_is_named(void)
{
    LAYERS("\2-\1m\11m\1r");
    CU_ASSERT_EQUAL(verdict.marker, 1);
    CU_ASSERT_STRING_EQUAL(verdict.mark, "first");
}

static void
a_refusal_above_a_malformed_layer_stands_beside_its_mark(void)
{
    LAYERS("\2-\1m\11m\1r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.reason, "refused by test");
    CU_ASSERT_STRING_EQUAL(verdict.mark, "first");
}

static void
what_a_layer_notes_stands_beside_any_outcome_and_the_first_is_named(void)
{
    LAYERS("\2-\1n\11n\1E");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_DECODED);
    CU_ASSERT_EQUAL(verdict.remarks[0].by, 1);
    CU_ASSERT_STRING_EQUAL(verdict.remarks[0].text, "first");
    CU_ASSERT_PTR_NULL(verdict.mark);
    LAYERS("\2-\11n\1r");
    CU_ASSERT_EQUAL(verdict.outcome, PACKET_REFUSED);
    CU_ASSERT_STRING_EQUAL(verdict.remarks[0].text, "second");
    LAYERS("\2-\1E");
    CU_ASSERT_PTR_NULL(verdict.remarks[0].text);
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
    CU_ASSERT_STRING_EQUAL(verdict.reason, dissect_no_layers);
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
    dissector.options.context = false;
    LAYERS("\1a\1E");
    dissector.options.context = true;
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
    CU_ASSERT_STRING_EQUAL(time_of(-1, 250000000, false), "-0.750000");
    CU_ASSERT_STRING_EQUAL(time_of(-1, 999999999, true), "-0.000000001");
    CU_ASSERT_STRING_EQUAL(time_of(-2, 1000, false), "-1.999999");
    CU_ASSERT_STRING_EQUAL(time_of(-2, 0, false), "-2.000000");
    CU_ASSERT_STRING_EQUAL(time_of(2, 5000, false), "2.000005");
    CU_ASSERT_STRING_EQUAL(time_of(INT64_MIN, 999999999, true), "-9223372036854775807.000000001");
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
without_space_nothing_is_emitted(void)
{
    LAYERS("\1E");
    sink_space = 0;
    CU_ASSERT_FALSE(dissector_emit(&dissector, &sink, &verdict));
    sink_space = 20;
    CU_ASSERT_FALSE(dissector_emit(&dissector, &sink, &verdict));
    sink_space = SINK_SPACE;
    CU_ASSERT(dissector_emit(&dissector, &sink, &verdict));
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

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_layer_has_its_record_in_order),
        SENTENCE(a_carrier_is_passed_through_without_a_record),
        SENTENCE(a_type_that_is_switched_off_is_dissected_but_not_written),
        SENTENCE(a_plugin_that_was_switched_off_in_mid_run_is_nobody),
        SENTENCE(a_plugin_that_spoils_its_cursor_is_refused_and_leads_nobody_astray),
        SENTENCE(what_nobody_decodes_in_a_closed_space_is_unknown),
        SENTENCE(what_nobody_decodes_in_an_open_space_is_data),
        SENTENCE(an_unknown_link_type_is_unknown),
        SENTENCE(the_other_of_two_keys_is_tried_second),
        SENTENCE(a_refusal_keeps_the_records_below),
        SENTENCE(a_layer_that_is_declined_has_no_record_and_nothing_is_wrong),
        SENTENCE(a_packet_that_ends_too_early_is_refused),
        SENTENCE(a_malformed_layer_keeps_all_records_and_marks_a_packet_that_is_decoded),
        SENTENCE(the_first_of_two_malformed_layers_is_named),
        SENTENCE(a_refusal_above_a_malformed_layer_stands_beside_its_mark),
        SENTENCE(what_a_layer_notes_stands_beside_any_outcome_and_the_first_is_named),
        SENTENCE(the_plugin_at_work_is_told),
        SENTENCE(sixty_four_layers_are_decoded_and_no_more),
        SENTENCE(the_context_is_that_of_the_headers_around),
        SENTENCE(a_packet_knows_nothing_of_the_one_before),
        SENTENCE(the_context_can_be_switched_off),
        SENTENCE(times_have_six_digits_or_nine),
        SENTENCE(times_of_all_sizes_fit),
        SENTENCE(a_packet_that_needs_too_much_memory_is_refused),
        SENTENCE(without_space_nothing_is_emitted),
        SENTENCE(what_a_stream_carries_is_no_layer),
        SENTENCE(a_plugin_that_decodes_no_packets_is_no_layer),
        SENTENCES_END
    };

    return sentences("dissect", own);
}

int
main(void)
{
    return with_layers(run);
}
