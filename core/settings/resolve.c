/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/resolve.h"

#include "base/alike.h"
#include "base/memory.h"
#include "base/parse.h"
#include "base/say.h"
#include "dissect/dispatch.h"
#include "host.h"

#include <stdlib.h>
#include <string.h>

static int
find_plugin(const Catalog__Catalog *catalog, const char *name, size_t length)
{
    for (size_t i = 0; i < catalog->n_plugin; i++)
        if (strlen(catalog->plugin[i]->name) == length &&
            strncasecmp(catalog->plugin[i]->name, name, length) == 0)
            return (int)i;
    return -1;
}

static bool
refuse(const struct plugin_entry *e, const char *expected)
{
    say_error("%s: [%s] %s = %s: expected %s", e->where, e->section, e->key, e->value, expected);
    return false;
}

static bool
has_key(Catalog__Key *const *keys, size_t n, uint32_t space, uint64_t value)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i]->space == space && keys[i]->value == value)
            return true;
    return false;
}

static bool
is_taken(const Catalog__Catalog *catalog, const Catalog__Settings *settings, uint32_t space,
         uint64_t value, const char **by)
{
    for (size_t i = 0; i < catalog->n_plugin; i++) {
        *by = catalog->plugin[i]->name;
        if (has_key(catalog->plugin[i]->on, catalog->plugin[i]->n_on, space, value) ||
            has_key(settings->plugin[i]->on, settings->plugin[i]->n_on, space, value))
            return true;
    }
    return false;
}

/* A space of netcapd's, or one between plugins that some plugin here decodes. */
static bool
is_space(const Catalog__Catalog *catalog, uint32_t space)
{
    for (size_t i = 0; space >= NC_SPACES && i < catalog->n_plugin; i++)
        for (size_t k = 0; k < catalog->plugin[i]->n_on; k++)
            if (catalog->plugin[i]->on[k]->space == space)
                return true;
    return space && space < NC_SPACES;
}

static size_t
count_keys(const Catalog__Catalog *catalog, const Catalog__Settings *settings)
{
    size_t n = 0;

    for (size_t i = 0; i < catalog->n_plugin; i++)
        n += catalog->plugin[i]->n_on + settings->plugin[i]->n_on;
    return n;
}

/* One "udp.port:5353". */
static bool
add_key(const Catalog__Catalog *catalog, const Catalog__Settings *settings,
        Catalog__PluginSettings *to, const struct plugin_entry *e, char *text)
{
    char *colon = strchr(text, ':');
    Catalog__Key *key;
    char taken[NC_KEY_TEXT];
    const char *by;
    uint64_t value;
    uint32_t space;

    if (!colon || !parse_number(colon + 1, 0, UINT64_MAX, &value))
        return refuse(e, "keys as udp.port:5353, with commas between");
    *colon = '\0';
    space = nc_space_of(text);
    if (!is_space(catalog, space))
        return refuse(e, "a key's space to be one of those that --dump-plugin shows, "
                         "as udp.port or ethertype");
    if (is_taken(catalog, settings, space, value, &by)) {
        say_error("%s: [%s] %s: %s decodes %s already: remove it here", e->where, e->section,
                  e->key, by, nc_key_text(space, value, taken));
        return false;
    }
    if (count_keys(catalog, settings) >= KEYS_MAX)
        return refuse(e, "fewer keys: there are too many in all");
    key = need(1, sizeof *key);
    catalog__key__init(key);
    key->space = space;
    key->value = value;
    to->on = grow(to->on, (to->n_on + 1) * sizeof *to->on);
    to->on[to->n_on++] = key;
    return true;
}

static bool
add_keys(const Catalog__Catalog *catalog, const Catalog__Settings *settings,
         Catalog__PluginSettings *to, const struct plugin_entry *e)
{
    char *copy = need_copy(e->value), *rest = copy, *word;
    size_t n = 0;
    bool ok = true;

    while (ok && (word = strsep(&rest, ", \t\n")))
        if (*word) {
            ok = add_key(catalog, settings, to, e, word);
            n++;
        }
    free(copy);
    return n || !*e->value ? ok : refuse(e, "keys as udp.port:5353, with commas between");
}

static bool
refuse_key(const Catalog__Plugin *plugin, const struct plugin_entry *e)
{
    struct alike alike = alike_to(e->key, strlen(e->key));
    char question[ALIKE_TEXT];

    alike_offer(&alike, "enabled");
    for (size_t i = 0; i < plugin->n_option; i++)
        alike_offer(&alike, plugin->option[i]->name);
    say_error("%s: [%s] has no key %s: expected enabled, on, or an option of the plugin%s see "
              "--dump-plugin",
              e->where, e->section, e->key, alike_question(&alike, "", question));
    return false;
}

static bool
set_option(const Catalog__Plugin *plugin, Catalog__PluginSettings *to,
           const struct plugin_entry *e)
{
    for (size_t i = 0; i < plugin->n_option; i++) {
        const Catalog__Option *o = plugin->option[i];
        char expected[96];
        bool on;

        if (strcmp(o->name, e->key) != 0)
            continue;
        if (o->kind == NC_OPTION_BOOL) {
            if (!parse_switch(e->value, &on))
                return refuse(e, "on or off");
            to->option[i] = on;
            return true;
        }
        snprintf(expected, sizeof expected, "a number from %llu to %llu",
                 (unsigned long long)o->least, (unsigned long long)o->most);
        return parse_number(e->value, o->least, o->most, &to->option[i]) || refuse(e, expected);
    }
    return refuse_key(plugin, e);
}

/* Plugins whose names are like one that none has, as a question. */
static const char *
like_plugin(const Catalog__Catalog *catalog, const char *name, char question[ALIKE_TEXT])
{
    struct alike alike = alike_to(name, strlen(name));

    for (size_t i = 0; i < catalog->n_plugin; i++)
        alike_offer(&alike, catalog->plugin[i]->name);
    return alike_question(&alike, "", question);
}

static bool
apply_entry(const Catalog__Catalog *catalog, const Catalog__Settings *settings,
            const struct plugin_entry *e)
{
    int i = find_plugin(catalog, e->section, strlen(e->section));
    char question[ALIKE_TEXT];
    bool on;

    if (i < 0) {
        say_error("%s: unknown section [%s]: expected [netcapd] or a plugin's name%s "
                  "see --list-plugins",
                  e->where, e->section, like_plugin(catalog, e->section, question));
        return false;
    }
    if (strcmp(e->key, "on") == 0 && catalog->plugin[i]->flow)
        return !*e->value || refuse(e, "nothing: a model of flows sees every packet");
    if (strcmp(e->key, "on") == 0)
        return add_keys(catalog, settings, settings->plugin[i], e);
    if (strcmp(e->key, "enabled") != 0)
        return set_option(catalog->plugin[i], settings->plugin[i], e);
    if (!parse_switch(e->value, &on))
        return refuse(e, "on or off");
    settings->plugin[i]->enabled = on;
    return true;
}

static bool
apply_name(const Catalog__Catalog *catalog, const Catalog__Settings *settings, const char *option,
           const char *name, bool enabled)
{
    int i = find_plugin(catalog, name, strlen(name));
    char question[ALIKE_TEXT];

    if (i < 0) {
        say_error("--%s: no plugin is named %s%s see --list-plugins", option, name,
                  like_plugin(catalog, name, question));
        return false;
    }
    if (enabled && !catalog->plugin[i]->type) {
        say_error("--%s: %s has no records that could be written; see --list-plugins", option,
                  name);
        return false;
    }
    settings->plugin[i]->enabled = enabled;
    return true;
}

/* A list of names of --include or --exclude; one without any would write nothing, or all, and
 * nobody asks for that by commas. */
static bool
apply_names(const Catalog__Catalog *catalog, const Catalog__Settings *settings, const char *option,
            const char *names, bool enabled)
{
    char *copy = need_copy(names), *rest = copy, *word;
    size_t n = 0;
    bool ok = true;

    while (ok && (word = strsep(&rest, ", \t\n")))
        if (*word) {
            ok = apply_name(catalog, settings, option, word, enabled);
            n++;
        }
    free(copy);
    if (n || !*names)
        return ok;
    say_error("--%s=%s: names no type: expected names with commas between; see --list-plugins",
              option, names);
    return false;
}

/* A run whose every record type is switched off writes nothing, which nobody wants unless there is
 * none to begin with. */
static bool
leaves_something(const Catalog__Catalog *catalog, const Catalog__Settings *settings)
{
    bool any = false;

    for (size_t i = 0; i < settings->n_plugin; i++) {
        any |= catalog->plugin[i]->type != 0;
        if (settings->plugin[i]->enabled)
            return true;
    }
    if (any)
        say_error("all record types are switched off: --include, --exclude and 'enabled = off' "
                  "leave none to be written; expected one at least of --list-plugins");
    return !any;
}

static Catalog__Settings *
defaults(const Catalog__Catalog *catalog)
{
    Catalog__Settings *to = need(1, sizeof *to);

    catalog__settings__init(to);
    to->plugin = need(catalog->n_plugin, sizeof *to->plugin);
    for (; to->n_plugin < catalog->n_plugin; to->n_plugin++) {
        const Catalog__Plugin *plugin = catalog->plugin[to->n_plugin];
        Catalog__PluginSettings *p = need(1, sizeof *p);

        catalog__plugin_settings__init(p);
        p->enabled = plugin->type && !plugin->off_by_default;
        p->option = need(plugin->n_option, sizeof *p->option);
        for (; p->n_option < plugin->n_option; p->n_option++)
            p->option[p->n_option] = plugin->option[p->n_option]->initial;
        to->plugin[to->n_plugin] = p;
    }
    return to;
}

Catalog__Settings *
settings_resolve(const struct settings *s, const Catalog__Catalog *catalog)
{
    Catalog__Settings *to = defaults(catalog);
    bool ok = true;

    for (size_t i = 0; ok && i < s->n_entries; i++)
        ok = apply_entry(catalog, to, &s->entries[i]);
    if (ok && *s->include)
        for (size_t i = 0; i < to->n_plugin; i++)
            to->plugin[i]->enabled = false;
    ok = ok && apply_names(catalog, to, "include", s->include, true) &&
         apply_names(catalog, to, "exclude", s->exclude, false) && leaves_something(catalog, to);
    if (ok)
        return to;
    catalog__settings__free_unpacked(to, NULL);
    return NULL;
}
