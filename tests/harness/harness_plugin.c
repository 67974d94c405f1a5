/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_plugin.h"

#include "dissect/plugin_files.h"

#include <CUnit/CUnit.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct nc_plugin *plugin;
struct plugins *loaded;

static struct plugins *
no_plugins(void)
{
    struct plugins *plugins = calloc(1, sizeof *plugins);

    if (!plugins) {
        fprintf(stderr, "test: no memory for plugins\n");
        exit(99);
    }
    return plugins;
}

static struct plugins *
expect_one(struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->n_refused; i++)
        fprintf(stderr, "test: %s\n", plugins->refused[i]);
    if (plugins->n != 1)
        exit(99);
    return plugins;
}

void
load_plugin(const char *stem)
{
    char path[PATH_MAX], loading[PATH_MAX];

    snprintf(path, sizeof path, "../plugins/%s.so", stem);
    loaded = no_plugins();
    plugins_load_file(loaded, path, loading);
    plugin = &expect_one(loaded)->list[0].is;
}

struct plugins *
plugin_with_hooks(const struct nc_plugin *hooks)
{
    struct plugins *plugins = no_plugins();

    plugins_add(plugins, loaded->list[0].file, hooks);
    return expect_one(plugins);
}

void
options_default(struct options *options)
{
    options->n = 0;
    for (const struct nc_option *o = plugin->options; o && o->kind != NC_OPTION_END; o++) {
        if (options->n == OPTIONS_MAX) {
            fprintf(stderr, "test: more than %d options\n", OPTIONS_MAX);
            exit(99);
        }
        options->value[options->n++] = o->initial;
    }
}

void
options_set(struct options *options, const char *name, uint64_t value)
{
    for (size_t i = 0; i < options->n; i++)
        if (strcmp(plugin->options[i].name, name) == 0) {
            options->value[i] = value;
            return;
        }
    CU_FAIL("the plugin has no such option");
}

void
options_apply(struct options *options, struct plugins *plugins)
{
    Catalog__PluginSettings one = CATALOG__PLUGIN_SETTINGS__INIT, *list = &one;
    Catalog__Settings settings = CATALOG__SETTINGS__INIT;

    one.enabled = true;
    one.n_option = options->n;
    one.option = options->value;
    settings.n_plugin = 1;
    settings.plugin = &list;
    plugins_apply(plugins, &settings);
}
