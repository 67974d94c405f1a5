/* SPDX-License-Identifier: Apache-2.0 */
#include "static_plugins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
need(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);

    if (!p) {
        fprintf(stderr, "test: no memory for the plugins\n");
        exit(99);
    }
    return p;
}

static Catalog__Key *
key(const struct nc_key *from)
{
    Catalog__Key *to = need(1, sizeof *to);

    catalog__key__init(to);
    to->space = from->space;
    to->value = from->value;
    return to;
}

/* The keys become keys that an ini file added: plugins_apply() puts them where they are found. */
static Catalog__PluginSettings *
settings_of(const struct nc_plugin *p)
{
    Catalog__PluginSettings *s = need(1, sizeof *s);
    size_t n_keys = 0, n_options = 0;

    catalog__plugin_settings__init(s);
    s->enabled = 1;
    while (p->on && p->on[n_keys].space)
        n_keys++;
    while (p->options && p->options[n_options].kind != NC_OPTION_END)
        n_options++;
    s->on = need(n_keys, sizeof *s->on);
    for (; s->n_on < n_keys; s->n_on++)
        s->on[s->n_on] = key(&p->on[s->n_on]);
    s->option = need(n_options, sizeof *s->option);
    for (; s->n_option < n_options; s->n_option++)
        s->option[s->n_option] = p->options[s->n_option].initial;
    return s;
}

void
static_plugins(struct plugins *plugins, const struct nc_plugin *const *list)
{
    Catalog__Settings *settings = need(1, sizeof *settings);

    memset(plugins, 0, sizeof *plugins);
    catalog__settings__init(settings);
    settings->context = 1;
    settings->plugin = need(PLUGINS_MAX, sizeof *settings->plugin);
    for (; list[plugins->n]; plugins->n++) {
        struct plugin *p = &plugins->list[plugins->n];

        p->is = *list[plugins->n];
        p->options = need(1, p->is.options_size);
        p->encoder = p->is.record ? encoder_compile(p->is.record) : NULL;
        settings->plugin[settings->n_plugin++] = settings_of(&p->is);
    }
    plugins_apply(plugins, settings);
    catalog__settings__free_unpacked(settings, NULL);
}

void
static_plugins_free(struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->n; i++) {
        free(plugins->list[i].options);
        encoder_free(plugins->list[i].encoder);
    }
    plugins->n = 0;
}
