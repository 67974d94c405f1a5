/* SPDX-License-Identifier: Apache-2.0 */
/* The module is included, not linked: a vtable of another size cannot come from a compiler. */
#include "dissect/plugins.c"

#include "harness.h"

static struct plugins plugins;

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)in, (void)record;
}

struct values {
    bool flag;
    uint64_t number;
};

static const struct nc_option rows[] = { NC_BOOL(struct values, flag, true, "a switch"),
                                         NC_UINT(struct values, number, 7, 1, 9, "a number"),
                                         NC_OPTIONS_END };

/* A sound carrier; tests change what they are about. */
static struct nc_plugin
vtable(const char *name, const struct nc_key *on)
{
    return (struct nc_plugin){
        .abi = NC_ABI,
        .size = sizeof(struct nc_plugin),
        .name = name,
        .about = "For tests",
        .on = on,
        .options = rows,
        .options_size = sizeof(struct values),
        .decode = decode,
    };
}

static void
forget(void)
{
    for (size_t i = 0; i < plugins.n; i++) {
        free(plugins.list[i].file);
        free(plugins.list[i].options);
    }
    for (size_t i = 0; i < plugins.n_refused; i++)
        free(plugins.refused[i]);
    memset(&plugins, 0, sizeof plugins);
}

/* The table filled with the ports from 0 on, until it takes no more. */
static size_t
crowd(void)
{
    size_t n = 0;

    forget();
    while (n < DISPATCH_SIZE && add_key(&plugins, NC_UDP_PORT, n, n % 5))
        n++;
    return n;
}

static void
a_key_is_found_in_its_own_space_only(void)
{
    forget();
    add_key(&plugins, NC_UDP_PORT, 53, 3);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, 53), 3);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_TCP_PORT, 53), -1);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, 54), -1);
}

static void
an_empty_table_finds_nothing(void)
{
    forget();
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_NONE, 0), -1);
    CU_ASSERT_EQUAL(plugins_find(&plugins, UINT32_MAX, UINT64_MAX), -1);
}

static void
a_table_takes_half_of_its_size(void)
{
    CU_ASSERT_EQUAL(crowd(), DISPATCH_SIZE / 2);
}

static void
each_key_of_a_full_table_is_found(void)
{
    size_t n = crowd();

    for (size_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, i), (int)(i % 5));
}

static void
no_other_key_is_found_in_a_full_table(void)
{
    size_t n = crowd();

    for (size_t i = 0; i < DISPATCH_SIZE; i++)
        CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, n + i), -1);
}

static void
keys_of_one_place_are_all_found(void)
{
    uint64_t same[3];
    size_t n = 0;

    forget();
    for (uint64_t v = 0; n < 3; v++)
        if ((v ^ (uint64_t)NC_SNAP << 40) * UINT64_C(0x9e3779b97f4a7c15) >> 52 == DISPATCH_SIZE - 1)
            same[n++] = v;
    for (size_t i = 0; i < 3; i++)
        add_key(&plugins, NC_SNAP, same[i], i);
    for (size_t i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(plugins_find(&plugins, NC_SNAP, same[i]), (int)i);
}

static void
a_plugin_is_found_by_each_of_its_keys(void)
{
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1), NC_KEY(NC_TCP_PORT, 2)));

    forget();
    add_plugin(&plugins, "folder/some.so", &some);
    CU_ASSERT_STRING_EQUAL(plugins.list[0].file, "some.so");
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, 1), 0);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_TCP_PORT, 2), 0);
}

static void
a_smaller_vtable_has_nothing_in_the_members_it_lacks(void)
{
    struct nc_plugin old = vtable("Old", NC_ON(NC_KEY(NC_UDP_PORT, 1)));

    forget();
    old.size = offsetof(struct nc_plugin, options);
    old.decode = NULL;
    old.record = &catalog__key__descriptor;
    old.type = 12345;
    old.fields = (const struct nc_field[]){ { NULL, 0, 0, NC_KIND_END, 0 } };
    old.read = decode;
    add_plugin(&plugins, "old.so", &old);
    CU_ASSERT_EQUAL_FATAL(plugins.n, 1);
    CU_ASSERT_PTR_EQUAL(plugins.list[0].is.read, decode);
    CU_ASSERT_PTR_NULL(plugins.list[0].is.options);
    CU_ASSERT_EQUAL(plugins.list[0].is.options_size, 0);
    encoder_free(plugins.list[0].encoder);
}

static void
a_larger_vtable_is_taken_over_as_far_as_it_is_known(void)
{
    struct {
        struct nc_plugin known;
        uint8_t unknown[4096];
    } new = { vtable("New", NC_ON(NC_KEY(NC_UDP_PORT, 1))), { 0 } };

    forget();
    memset(new.unknown, 0xee, sizeof new.unknown);
    new.known.size = sizeof new;
    add_plugin(&plugins, "new.so", &new.known);
    CU_ASSERT_EQUAL(plugins.n, 1);
    CU_ASSERT_STRING_EQUAL(plugins.list[0].file, "new.so");
    CU_ASSERT_PTR_NULL(plugins.list[1].is.name);
}

static void
a_refused_plugin_leaves_nothing_behind(void)
{
    struct nc_plugin bad = vtable("Bad", NC_ON(NC_KEY(NC_UDP_PORT, 1)));

    forget();
    bad.options_size = 1;
    add_plugin(&plugins, "bad.so", &bad);
    CU_ASSERT_EQUAL(plugins.n_refused, 1);
    CU_ASSERT_EQUAL(plugins.n, 0);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, 1), -1);
}

static void
options_begin_with_their_defaults(void)
{
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1)));
    const struct values *values;

    forget();
    add_plugin(&plugins, "some.so", &some);
    values = plugins.list[0].options;
    CU_ASSERT_TRUE(values->flag);
    CU_ASSERT_EQUAL(values->number, 7);
}

static void
settings_reach_options_and_keys(void)
{
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1)));
    Catalog__Key key = CATALOG__KEY__INIT, *keys[] = { &key };
    Catalog__PluginSettings own = CATALOG__PLUGIN_SETTINGS__INIT, *all[] = { &own };
    Catalog__Settings settings = CATALOG__SETTINGS__INIT;
    const struct values *values;

    forget();
    add_plugin(&plugins, "some.so", &some);
    key.space = NC_UDP_PORT, key.value = 2;
    own.on = keys, own.n_on = 1;
    own.option = (uint64_t[]){ 0, 9 }, own.n_option = 2;
    settings.plugin = all, settings.n_plugin = 1;
    plugins_apply(&plugins, &settings);
    values = plugins.list[0].options;
    CU_ASSERT_FALSE(values->flag);
    CU_ASSERT_EQUAL(values->number, 9);
    CU_ASSERT_EQUAL(plugins_find(&plugins, NC_UDP_PORT, 2), 0);
}

static void
a_plugin_without_a_record_is_never_switched_on(void)
{
    struct nc_plugin carrier = vtable("Carrier", NC_ON(NC_KEY(NC_UDP_PORT, 1)));
    Catalog__PluginSettings own = CATALOG__PLUGIN_SETTINGS__INIT, *all[] = { &own };
    Catalog__Settings settings = CATALOG__SETTINGS__INIT;

    forget();
    add_plugin(&plugins, "carrier.so", &carrier);
    own.enabled = true;
    settings.plugin = all, settings.n_plugin = 1;
    plugins_apply(&plugins, &settings);
    CU_ASSERT_FALSE(plugins.list[0].enabled);
}

/* As many plugins as there can be, each with this many keys of its own, and one more. */
static void
fill(size_t count, size_t n_keys)
{
    static struct nc_key keys[PLUGINS_MAX + 1][128];
    static char names[PLUGINS_MAX + 1][24];

    forget();
    memset(keys, 0, sizeof keys);
    for (size_t i = 0; i < count; i++) {
        struct nc_plugin some;

        for (size_t k = 0; k < n_keys; k++)
            keys[i][k] = (struct nc_key)NC_KEY(NC_UDP_PORT, i * n_keys + k);
        snprintf(names[i], sizeof names[i], "P%zu", i);
        some = vtable(names[i], keys[i]);
        add_plugin(&plugins, names[i], &some);
    }
}

static void
one_plugin_too_many_is_refused(void)
{
    fill(PLUGINS_MAX + 1, 1);
    CU_ASSERT_EQUAL(plugins.n, PLUGINS_MAX);
    CU_ASSERT_EQUAL_FATAL(plugins.n_refused, 1);
    CU_ASSERT_STRING_EQUAL(plugins.refused[0], "P256: more than 256 plugins: remove some");
}

static void
one_key_too_many_is_refused(void)
{
    fill(DISPATCH_SIZE / 2 / 64 + 1, 64);
    CU_ASSERT_EQUAL(plugins.n, DISPATCH_SIZE / 2 / 64);
    CU_ASSERT_EQUAL_FATAL(plugins.n_refused, 1);
    CU_ASSERT_STRING_EQUAL(plugins.refused[0],
                           "P32: more than 2048 keys in all: remove some plugins");
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
id(const struct nc_sighting *seen, struct nc_flow_id *to)
{
    (void)seen, (void)to;
    return false;
}

static enum nc_observed
observe(const struct nc_sighting *seen, const struct nc_flow *flow, void *state)
{
    (void)seen, (void)flow, (void)state;
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

/* What is said when this vtable is loaded; "" when it is taken. */
static const char *
said_of(struct nc_plugin some)
{
    forget();
    add_plugin(&plugins, "some.so", &some);
    if (plugins.n)
        encoder_free(plugins.list[0].encoder);
    return plugins.n_refused ? plugins.refused[0] : "";
}

/* The vtable with one member set to something else is refused with these words. */
#define REFUSED(model, member, instead, words)                                                     \
    do {                                                                                           \
        struct nc_plugin changed = model();                                                        \
        changed.member = (instead);                                                                \
        CU_ASSERT_STRING_EQUAL(said_of(changed), "some.so: " words);                               \
    } while (0)

static void
a_sound_model_of_flows_needs_no_keys(void)
{
    CU_ASSERT_STRING_EQUAL(said_of(flow_model()), "");
    CU_ASSERT_EQUAL(plugins.n, 1);
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

static void
a_plugin_without_any_hook_is_refused(void)
{
    REFUSED(stream_reader, stream, NULL,
            "has neither .read, .decode, .stream nor .id: it decodes nothing");
}

static void
probe_or_end_without_stream_is_refused(void)
{
    struct nc_plugin some = stream_reader();

    some.stream = NULL;
    some.decode = decode;
    CU_ASSERT_STRING_EQUAL(said_of(some), "some.so: has .probe or .end but no .stream");
    some.probe = NULL;
    CU_ASSERT_STRING_EQUAL(said_of(some), "some.so: has .probe or .end but no .stream");
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
        "some.so: has a .stream that nothing leads to: give .probe, or a port as key");
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
            "is a model of flows: it has a .record, and no .read, .decode or .stream");
    REFUSED(flow_model, stream, read_stream,
            "is a model of flows: it has a .record, and no .read, .decode or .stream");
    some.record = NULL;
    some.type = 0;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "some.so: is a model of flows: it has a .record, and no .read, .decode or .stream");
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
        "some.so: is a model of flows whose .options do not begin with NC_FLOW_LIMITS");
    some.options = NULL;
    some.options_size = 0;
    CU_ASSERT_STRING_EQUAL(
        said_of(some),
        "some.so: is a model of flows whose .options do not begin with NC_FLOW_LIMITS");
}

static void
a_state_that_is_too_large_is_refused(void)
{
    REFUSED(flow_model, state_size, NC_STATE_MAX + 1, "has a .state_size above NC_STATE_MAX");
    REFUSED(stream_reader, state_size, SIZE_MAX, "has a .state_size above NC_STATE_MAX");
}

/* Built before there were streams and flows. */
static void
a_vtable_without_the_new_members_has_none_of_their_hooks(void)
{
    struct nc_plugin old = vtable("Old", NC_ON(NC_KEY(NC_UDP_PORT, 1)));

    old.size = offsetof(struct nc_plugin, probe);
    old.probe = probe;
    old.id = id;
    old.state_size = SIZE_MAX;
    CU_ASSERT_STRING_EQUAL(said_of(old), "");
    CU_ASSERT(!plugins.list[0].is.probe && !plugins.list[0].is.id &&
              !plugins.list[0].is.state_size);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_key_is_found_in_its_own_space_only),
        SENTENCE(an_empty_table_finds_nothing),
        SENTENCE(a_table_takes_half_of_its_size),
        SENTENCE(each_key_of_a_full_table_is_found),
        SENTENCE(no_other_key_is_found_in_a_full_table),
        SENTENCE(keys_of_one_place_are_all_found),
        SENTENCE(a_plugin_is_found_by_each_of_its_keys),
        SENTENCE(a_smaller_vtable_has_nothing_in_the_members_it_lacks),
        SENTENCE(a_larger_vtable_is_taken_over_as_far_as_it_is_known),
        SENTENCE(a_refused_plugin_leaves_nothing_behind),
        SENTENCE(options_begin_with_their_defaults),
        SENTENCE(settings_reach_options_and_keys),
        SENTENCE(a_plugin_without_a_record_is_never_switched_on),
        SENTENCE(one_plugin_too_many_is_refused),
        SENTENCE(one_key_too_many_is_refused),
        SENTENCE(a_sound_model_of_flows_needs_no_keys),
        SENTENCE(a_sound_plugin_of_streams_is_taken),
        SENTENCE(a_plugin_of_streams_and_packets_is_taken),
        SENTENCE(a_plugin_without_any_hook_is_refused),
        SENTENCE(probe_or_end_without_stream_is_refused),
        SENTENCE(a_stream_that_nothing_leads_to_is_refused),
        SENTENCE(half_a_model_of_flows_is_refused),
        SENTENCE(a_model_of_flows_that_decodes_or_writes_nothing_is_refused),
        SENTENCE(a_model_of_flows_with_keys_is_refused),
        SENTENCE(a_model_of_flows_without_limits_is_refused),
        SENTENCE(a_state_that_is_too_large_is_refused),
        SENTENCE(a_vtable_without_the_new_members_has_none_of_their_hooks),
        SENTENCES_END
    };
    int status = sentences("plugins", own);

    forget();
    return status;
}
