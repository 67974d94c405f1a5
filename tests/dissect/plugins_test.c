/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugins.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void
a_plugin_is_found_by_each_of_its_keys(void)
{
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1), NC_KEY(NC_TCP_PORT, 2)));

    forget();
    plugins_add(&plugins, "some.so", &some);
    CU_ASSERT_STRING_EQUAL(plugins.list[0].file, "some.so");
    CU_ASSERT_EQUAL(dispatch_find(&plugins.dispatch, NC_UDP_PORT, 1), 0);
    CU_ASSERT_EQUAL(dispatch_find(&plugins.dispatch, NC_TCP_PORT, 2), 0);
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
    plugins_add(&plugins, "old.so", &old);
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
    plugins_add(&plugins, "new.so", &new.known);
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
    plugins_add(&plugins, "bad.so", &bad);
    CU_ASSERT_EQUAL(plugins.n_refused, 1);
    CU_ASSERT_EQUAL(plugins.n, 0);
    CU_ASSERT_EQUAL(dispatch_find(&plugins.dispatch, NC_UDP_PORT, 1), -1);
}

static void
options_begin_with_their_defaults(void)
{
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1)));
    const struct values *values;

    forget();
    plugins_add(&plugins, "some.so", &some);
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
    plugins_add(&plugins, "some.so", &some);
    key.space = NC_UDP_PORT, key.value = 2;
    own.on = keys, own.n_on = 1;
    own.option = (uint64_t[]){ 0, 9 }, own.n_option = 2;
    settings.plugin = all, settings.n_plugin = 1;
    plugins_apply(&plugins, &settings);
    values = plugins.list[0].options;
    CU_ASSERT_FALSE(values->flag);
    CU_ASSERT_EQUAL(values->number, 9);
    CU_ASSERT_EQUAL(dispatch_find(&plugins.dispatch, NC_UDP_PORT, 2), 0);
}

static void
a_plugin_without_a_record_is_never_switched_on(void)
{
    struct nc_plugin carrier = vtable("Carrier", NC_ON(NC_KEY(NC_UDP_PORT, 1)));
    Catalog__PluginSettings own = CATALOG__PLUGIN_SETTINGS__INIT, *all[] = { &own };
    Catalog__Settings settings = CATALOG__SETTINGS__INIT;

    forget();
    plugins_add(&plugins, "carrier.so", &carrier);
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
        plugins_add(&plugins, names[i], &some);
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
    fill(KEYS_MAX / 64 + 1, 64);
    CU_ASSERT_EQUAL(plugins.n, KEYS_MAX / 64);
    CU_ASSERT_EQUAL_FATAL(plugins.n_refused, 1);
    CU_ASSERT_STRING_EQUAL(plugins.refused[0],
                           "P32: more than 2048 keys in all: remove some plugins");
}

static enum nc_answer
probe(const struct nc_stream *stream, struct nc_cursor *in)
{
    (void)stream, (void)in;
    return NC_NO;
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *to)
{
    (void)sighting, (void)to;
    return false;
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
    forget();
    plugins_add(&plugins, "old.so", &old);
    CU_ASSERT_EQUAL_FATAL(plugins.n, 1);
    CU_ASSERT(!plugins.list[0].is.probe && !plugins.list[0].is.id &&
              !plugins.list[0].is.state_size);
}

static void
a_plugin_with_anothers_schema_is_refused(void)
{
    static const struct nc_schema empty = { 0 };
    struct nc_plugin some = vtable("Some", NC_ON(NC_KEY(NC_UDP_PORT, 1)));

    forget();
    some.record = &catalog__key__descriptor;
    some.type = 12345;
    some.schema = &empty;
    plugins_add(&plugins, "some.so", &some);
    CU_ASSERT_EQUAL(plugins.n, 0);
    CU_ASSERT_EQUAL_FATAL(plugins.n_refused, 1);
    CU_ASSERT_STRING_EQUAL(plugins.refused[0],
                           "some.so: has a .schema that is not its .record's, message catalog.Key "
                           "is missing: make code and descriptor set anew from one .proto");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_plugin_is_found_by_each_of_its_keys),
        SENTENCE(a_smaller_vtable_has_nothing_in_the_members_it_lacks),
        SENTENCE(a_larger_vtable_is_taken_over_as_far_as_it_is_known),
        SENTENCE(a_refused_plugin_leaves_nothing_behind),
        SENTENCE(options_begin_with_their_defaults),
        SENTENCE(settings_reach_options_and_keys),
        SENTENCE(a_plugin_without_a_record_is_never_switched_on),
        SENTENCE(one_plugin_too_many_is_refused),
        SENTENCE(one_key_too_many_is_refused),
        SENTENCE(a_vtable_without_the_new_members_has_none_of_their_hooks),
        SENTENCE(a_plugin_with_anothers_schema_is_refused),
        SENTENCES_END
    };
    int status = sentences("plugins", own);

    forget();
    return status;
}
