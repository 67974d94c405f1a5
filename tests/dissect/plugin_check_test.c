/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugin_check.h"
#include "catalog.pb-c.h"

#include "harness.h"

#include <string.h>

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)in, (void)record;
}

static void
read_stream(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
            void *state)
{
    (void)pkt, (void)stream, (void)in, (void)state;
}

static enum nc_answer
probe(const struct nc_stream *stream, struct nc_cursor *in)
{
    (void)stream, (void)in;
    return NC_NO;
}

static void
end_stream(struct nc_packet *pkt, const struct nc_stream *stream, void *state)
{
    (void)pkt, (void)stream, (void)state;
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *to)
{
    (void)sighting, (void)to;
    return false;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *state)
{
    (void)sighting, (void)flow, (void)state;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *state, void *record)
{
    (void)pkt, (void)flow, (void)state, (void)record;
}

struct flow_values {
    struct nc_flow_limits limits;
    bool flag;
};

static const struct nc_option flow_rows[] = {
    NC_FLOW_LIMITS(struct flow_values, limits, 60, 3600, 1000),
    NC_BOOL(struct flow_values, flag, true, "a switch"), NC_OPTIONS_END
};

/* A sound model of flows, and a sound plugin of streams. */
static struct nc_plugin
flow_model(void)
{
    return (struct nc_plugin){
        .abi = NC_ABI,
        .size = sizeof(struct nc_plugin),
        .name = "Flows",
        .about = "For tests",
        .record = &catalog__key__descriptor,
        .type = 12345,
        .options = flow_rows,
        .options_size = sizeof(struct flow_values),
        .id = id,
        .observe = observe,
        .report = report,
        .state_size = NC_STATE_MAX,
    };
}

static struct nc_plugin
stream_reader(void)
{
    static const struct nc_key on[] = { NC_KEY(NC_TCP_PORT, 80), { 0, 0, 0 } };

    return (struct nc_plugin){
        .abi = NC_ABI,
        .size = sizeof(struct nc_plugin),
        .name = "Streams",
        .about = "For tests",
        .record = &catalog__key__descriptor,
        .type = 12346,
        .on = on,
        .probe = probe,
        .stream = read_stream,
        .end = end_stream,
        .state_size = NC_STATE_MAX,
    };
}

/* What is wrong with a vtable; "" when nothing is. */
static const char *
said_of(struct nc_plugin some)
{
    const char *problem = plugin_problem(&some);

    return problem ? problem : "";
}

/* The vtable with one member set to something else is not sound, in these words. */
#define REFUSED(model, member, instead, words)                                                     \
    do {                                                                                           \
        struct nc_plugin changed = model();                                                        \
        changed.member = (instead);                                                                \
        CU_ASSERT_STRING_EQUAL(said_of(changed), words);                               \
    } while (0)

static void
a_sound_model_of_flows_needs_no_keys(void)
{
    CU_ASSERT_STRING_EQUAL(said_of(flow_model()), "");
}

static void
a_sound_plugin_of_streams_is_taken(void)
{
    struct nc_plugin some = stream_reader();

    CU_ASSERT_STRING_EQUAL(said_of(some), "");
    some.on = NULL; /* it is asked about any stream */
    CU_ASSERT_STRING_EQUAL(said_of(some), "");
}

static void
a_plugin_of_streams_and_packets_is_taken(void)
{
    struct nc_plugin some = stream_reader();

    some.decode = decode;
    CU_ASSERT_STRING_EQUAL(said_of(some), "");
}

/* They stand in lists, in an ini file and on terminals. */
static void
a_text_that_is_not_one_line_of_visible_characters_is_refused(void)
{
    static const char words[] = "has an .about that is not one line of at most 400 characters";
    static char text[402];

    REFUSED(stream_reader, about, "two\nlines", words);
    REFUSED(stream_reader, about, "\033[2J", words);
    REFUSED(stream_reader, about, "\302\233", words);
    memset(text, 'x', 401);
    REFUSED(stream_reader, about, text, words);
    text[400] = '\0';
    REFUSED(stream_reader, about, text, "");
    REFUSED(stream_reader, about, "d\303\251codeur", "");
}

static void
a_name_that_no_file_can_have_is_refused(void)
{
    static const char words[] = "has a .name of more than 64 characters: it becomes a file name";
    static char text[66];

    memset(text, 'x', 65);
    REFUSED(stream_reader, name, text, words);
    text[64] = '\0';
    REFUSED(stream_reader, name, text, "");
}

static void
an_option_that_would_write_into_the_ini_file_is_refused(void)
{
    struct nc_option rows[5];

    memcpy(rows, flow_rows, sizeof rows);
    rows[3].help = "a switch\n[netcapd]";
    REFUSED(flow_model, options, rows,
            "has an option whose .help is not one line of at most 400 characters");
    rows[3] = flow_rows[3];
    rows[3].name = "a=b";
    REFUSED(flow_model, options, rows,
            "has an option with a name that is not of up to 64 letters, digits and _");
}

static void
a_plugin_without_any_hook_is_refused(void)
{
    REFUSED(stream_reader, stream, NULL,
            "has neither .read, .decode, .stream, .datagram nor .id: it decodes nothing");
}

static void
probe_or_end_without_stream_is_refused(void)
{
    struct nc_plugin some = stream_reader();

    some.stream = NULL;
    some.decode = decode;
    CU_ASSERT_STRING_EQUAL(said_of(some), "has .probe but no .stream");
    some.probe = NULL;
    CU_ASSERT_STRING_EQUAL(said_of(some), "has .end but neither .stream nor .datagram");
}

static void
a_stream_that_nothing_leads_to_is_refused(void)
{
    static const struct nc_key udp[] = { NC_KEY(NC_UDP_PORT, 80), { 0, 0, 0 } };
    struct nc_plugin some = stream_reader();

    some.probe = NULL;
    some.on = udp;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "has a .stream that nothing leads to: give .probe, or a port as key");
}

static struct nc_plugin
datagram_reader(void)
{
    static const struct nc_key on[] = { NC_KEY(NC_UDP_PORT, 69), { 0, 0, 0 } };
    struct nc_plugin some = stream_reader();

    some.stream = NULL;
    some.probe = NULL;
    some.datagram = read_stream;
    some.on = on;
    return some;
}

static void
a_plugin_of_datagrams_alone_is_sound(void)
{
    CU_ASSERT_STRING_EQUAL(said_of(datagram_reader()), "");
}

static void
datagrams_that_nothing_leads_to_are_refused(void)
{
    static const struct nc_key tcp[] = { NC_KEY(NC_TCP_PORT, 69), { 0, 0, 0 } };
    static const struct nc_key ethertype[] = { NC_KEY(NC_ETHERTYPE, 69), { 0, 0, 0 } };

    REFUSED(datagram_reader, on, tcp,
            "has a .datagram that nothing leads to: give a port as key, or a .stream that expects");
    REFUSED(datagram_reader, on, ethertype,
            "has a .datagram that nothing leads to: give a port as key, or a .stream that expects");
}

static void
a_stream_and_datagrams_may_lead_to_each_other(void)
{
    struct nc_plugin some = datagram_reader();

    some.stream = read_stream;
    CU_ASSERT_STRING_EQUAL(said_of(some), "");
    some = stream_reader();
    some.datagram = read_stream;
    CU_ASSERT_STRING_EQUAL(said_of(some), "");
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is, (void)first;
    return NC_NO;
}

static void
recognise_that_nobody_asks_or_follows_is_refused(void)
{
    static const struct nc_key closed[] = { NC_KEY(NC_ETHERTYPE, 80), { 0, 0, 0 } };
    static const struct nc_key open[] = { NC_KEY(NC_UDP_PORT, 80), { 0, 0, 0 } };
    struct nc_plugin some = stream_reader();

    some.recognise = recognise;
    some.on = open;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "has .recognise but neither .read, .decode nor .datagram: it recognises for nobody");
    some.decode = decode;
    CU_ASSERT_STRING_EQUAL(said_of(some), "");
    some.on = closed;
    CU_ASSERT_STRING_EQUAL(said_of(some), "has .recognise but no port as key: nobody asks it");
}

static void
half_a_model_of_flows_is_refused(void)
{
    REFUSED(flow_model, observe, NULL,
            "has only some of .id, .observe and .report: a model of flows has them all");
    REFUSED(flow_model, report, NULL,
            "has only some of .id, .observe and .report: a model of flows has them all");
    REFUSED(stream_reader, observe, observe,
            "has only some of .id, .observe and .report: a model of flows has them all");
}

static void
a_model_of_flows_that_decodes_or_writes_nothing_is_refused(void)
{
    struct nc_plugin some = flow_model();

    REFUSED(flow_model, decode, decode,
            "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram");
    REFUSED(flow_model, stream, read_stream,
            "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram");
    REFUSED(flow_model, datagram, read_stream,
            "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram");
    some.record = NULL;
    some.type = 0;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram");
}

static void
a_model_of_flows_with_keys_is_refused(void)
{
    REFUSED(flow_model, on, stream_reader().on,
            "is a model of flows, which sees every packet: it has no .on");
}

static void
a_model_of_flows_without_limits_is_refused(void)
{
    struct nc_plugin some = flow_model();

    some.options = flow_rows + 1;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "is a model of flows whose .options do not begin with NC_FLOW_LIMITS");
    some.options = NULL;
    some.options_size = 0;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "is a model of flows whose .options do not begin with NC_FLOW_LIMITS");
}

static void
a_state_that_is_too_large_is_refused(void)
{
    REFUSED(flow_model, state_size, NC_STATE_MAX + 1, "has a .state_size above NC_STATE_MAX");
    REFUSED(stream_reader, state_size, SIZE_MAX, "has a .state_size above NC_STATE_MAX");
}

static void
a_schema_that_is_nobodys_or_too_large_is_refused(void)
{
    static const struct nc_schema large = { (1 << 20) + 1 }, empty = { 0 };
    struct nc_plugin carrier = stream_reader();

    REFUSED(flow_model, schema, &large,
            "has a .schema of more than 1 MiB: leave out what the record does not use");
    carrier.record = NULL;
    carrier.type = 0;
    carrier.schema = &empty;
    CU_ASSERT_STRING_EQUAL(said_of(carrier),
                           "has a .schema but no .record that it could describe");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_sound_model_of_flows_needs_no_keys),
        SENTENCE(a_sound_plugin_of_streams_is_taken),
        SENTENCE(a_plugin_of_streams_and_packets_is_taken),
        SENTENCE(a_text_that_is_not_one_line_of_visible_characters_is_refused),
        SENTENCE(a_name_that_no_file_can_have_is_refused),
        SENTENCE(an_option_that_would_write_into_the_ini_file_is_refused),
        SENTENCE(a_plugin_without_any_hook_is_refused),
        SENTENCE(probe_or_end_without_stream_is_refused),
        SENTENCE(a_stream_that_nothing_leads_to_is_refused),
        SENTENCE(a_plugin_of_datagrams_alone_is_sound),
        SENTENCE(datagrams_that_nothing_leads_to_are_refused),
        SENTENCE(a_stream_and_datagrams_may_lead_to_each_other),
        SENTENCE(recognise_that_nobody_asks_or_follows_is_refused),
        SENTENCE(half_a_model_of_flows_is_refused),
        SENTENCE(a_model_of_flows_that_decodes_or_writes_nothing_is_refused),
        SENTENCE(a_model_of_flows_with_keys_is_refused),
        SENTENCE(a_model_of_flows_without_limits_is_refused),
        SENTENCE(a_state_that_is_too_large_is_refused),
        SENTENCE(a_schema_that_is_nobodys_or_too_large_is_refused),
        SENTENCES_END
    };

    return sentences("plugin_check", own);
}
