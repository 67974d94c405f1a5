/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugins.h"

#include "base/memory.h"
#include "dissect/descriptors.h"
#include "dissect/given_schema.h"
#include "dissect/plugin_check.h"
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
plugins_refuse(struct plugins *plugins, const char *format, ...)
{
    va_list args;

    if (plugins->n_refused == REFUSALS_MAX)
        return;
    va_start(args, format);
    if (vasprintf(&plugins->refused[plugins->n_refused++], format, args) < 0)
        out_of_memory();
    va_end(args);
}

/* Two of one name or record type. */
static bool
is_twin(struct plugins *plugins, const struct plugin *old, const struct plugin *new)
{
    bool same = strcmp(old->file, new->file) == 0; /* of two folders */

    if (strcasecmp(old->is.name, new->is.name) == 0) {
        plugins_refuse(plugins, "%s and %s are both named %s: rename or remove one",
                       same ? old->path : old->file, same ? new->path : new->file, new->is.name);
        return true;
    }
    if (new->is.type && old->is.type == new->is.type) {
        plugins_refuse(plugins, "%s and %s both write record type %d: give one another .type",
                       old->file, new->file, new->is.type);
        return true;
    }
    return false;
}

static bool
clashes(struct plugins *plugins, const struct plugin *new)
{
    char key[NC_KEY_TEXT];

    for (size_t i = 0; i < plugins->n; i++)
        if (is_twin(plugins, &plugins->list[i], new))
            return true;
    for (const struct nc_key *k = new->is.on; k && k->space; k++) {
        int other = dispatch_find(&plugins->dispatch, k->space, k->value);

        if (other >= 0) {
            plugins_refuse(plugins, "%s and %s both decode %s: remove one",
                           plugins->list[other].file, new->file,
                           nc_key_text(k->space, k->value, key));
            return true;
        }
    }
    return false;
}

/* A uint64_t or bool in the plugin's own struct. */
static void
set_option(struct plugin *p, const struct nc_option *o, uint64_t value)
{
    uint8_t *to = (uint8_t *)p->options + o->member;

    if (o->kind == NC_OPTION_BOOL)
        *(bool *)to = value != 0;
    else
        memcpy(to, &value, sizeof value);
}

/* The options' defaults, in memory of the plugin's size. */
static void
prepare_options(struct plugin *p)
{
    p->options = need(1, p->is.options_size + 1);
    for (const struct nc_option *o = p->is.options; o && o->kind != NC_OPTION_END; o++)
        set_option(p, o, o->initial);
}

static bool
add_own_keys(struct plugins *plugins, const struct plugin *p)
{
    size_t n = 0;

    while (p->is.on && p->is.on[n].space)
        n++;
    if (plugins->dispatch.n + n > KEYS_MAX) {
        plugins_refuse(plugins, "%s: more than %d keys in all: remove some plugins", p->file,
                       KEYS_MAX);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        dispatch_add(&plugins->dispatch, p->is.on[i].space, p->is.on[i].value, plugins->n);
    return true;
}

/* False when what the plugin says of its record is not so. */
static bool
take_schema(struct plugins *plugins, struct plugin *p)
{
    char why[160];

    if (p->is.schema)
        p->schema =
            given_schema_taken(p->is.schema, p->is.record, &p->schema_size, why, sizeof why);
    else if (p->is.record)
        p->schema = descriptors_of(p->is.record, &p->schema_size);
    if (p->is.schema && !p->schema)
        plugins_refuse(plugins,
                       "%s: has a .schema that is not its .record's, %s: make code and descriptor "
                       "set anew from one .proto",
                       p->file, why);
    return p->schema || !p->is.record;
}

/* Makes of a vtable what the core works with; false when it was refused. */
static bool
prepare(struct plugins *plugins, struct plugin *p)
{
    const char *problem = plugin_problem(&p->is);

    if (!problem)
        prepare_options(p);
    if (!problem && p->is.record && !(p->encoder = encoder_compile(p->is.record)))
        problem = "has a record that is nested too deeply, or of more than 4096 fields";
    if (problem)
        plugins_refuse(plugins, "%s: %s", p->file, problem);
    return !problem && take_schema(plugins, p) && !clashes(plugins, p) &&
           add_own_keys(plugins, p);
}

static void
let_go(struct plugin *p)
{
    free(p->file);
    free(p->path);
    free(p->options);
    free(p->schema);
    encoder_free(p->encoder);
}

void
plugins_add(struct plugins *plugins, const char *file, const struct nc_plugin *theirs)
{
    struct plugin *p = &plugins->list[plugins->n];

    if (theirs->abi != NC_ABI) {
        plugins_refuse(plugins,
                       "%s: built for plugin ABI %u, this netcapd has %u: build it again "
                       "against the SDK that came with this netcapd",
                       file, theirs->abi, NC_ABI);
        return;
    }
    if (plugins->n == PLUGINS_MAX) {
        plugins_refuse(plugins, "%s: more than %d plugins: remove some", file, PLUGINS_MAX);
        return;
    }
    memset(p, 0, sizeof *p);
    memcpy(&p->is, theirs, theirs->size < sizeof p->is ? theirs->size : sizeof p->is);
    p->file = need_copy(file);
    p->path = need_copy(plugins->path ? plugins->path : file);
    if (prepare(plugins, p)) {
        p->enabled = p->is.record != NULL;
        if (p->is.probe && p->is.stream)
            plugins->probing[plugins->n_probing++] = (uint16_t)plugins->n;
        plugins->n++;
        return;
    }
    let_go(p);
}

static bool
has_key_in(const struct plugin *p, uint32_t space)
{
    const struct nc_key *key = p->is.on;

    while (key && key->space && key->space != space)
        key++;
    return key && key->space;
}

/* Whether somebody's records are to be had only by way of this one. */
static bool
is_needed(const struct plugins *plugins, const struct plugin *p)
{
    for (size_t i = 0; p->is.hands_on && i < plugins->n; i++)
        if ((plugins->list[i].enabled || !plugins->list[i].is.record) &&
            has_key_in(&plugins->list[i], p->is.hands_on))
            return true;
    return false;
}

void
plugins_apply(struct plugins *plugins, const Catalog__Settings *settings)
{
    for (size_t i = 0; i < settings->n_plugin && i < plugins->n; i++) {
        const Catalog__PluginSettings *s = settings->plugin[i];
        struct plugin *p = &plugins->list[i];

        p->enabled = s->enabled && p->is.record;
        for (size_t k = 0; k < s->n_on; k++)
            dispatch_add(&plugins->dispatch, s->on[k]->space, s->on[k]->value, i);
        for (size_t o = 0; o < s->n_option; o++)
            set_option(p, &p->is.options[o], s->option[o]);
    }
    for (size_t i = 0; i < plugins->n; i++)
        plugins->list[i].needed = is_needed(plugins, &plugins->list[i]);
}

void
plugins_watch(struct plugins *plugins, const _Atomic uint8_t *off)
{
    for (size_t i = 0; i < plugins->n; i++)
        plugins->list[i].off = &off[i];
}

void
plugins_free(struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->n; i++)
        let_go(&plugins->list[i]);
    for (size_t i = 0; i < plugins->n_refused; i++)
        free(plugins->refused[i]);
    free(plugins);
}
