/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/show.h"

#include "base/memory.h"
#include "host.h"
#include "settings/binding.h"
#include "settings/format_options.h"
#include "settings/options.h"

#include <stdlib.h>
#include <string.h>

static void
print_program(FILE *to)
{
    fprintf(to, "# netcapd's settings; the command line goes before them.\n\n[netcapd]\n");
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_row *row = &netcapd_table.rows[i];

        if (row->setting->ini)
            fprintf(to, "# %s\n%s = %s\n", row->help, row->setting->ini, row->setting->initial);
    }
}

static void
print_plugin(const Catalog__Plugin *p, FILE *to)
{
    fprintf(to, "\n# %s\n[%s]\n", p->about, p->name);
    if (p->type)
        fprintf(to, "# write its records\nenabled = %s\n", p->off_by_default ? "off" : "on");
    if (!p->flow)
        fprintf(to, "# what it decodes besides its own keys, as udp.port:5353, "
                    "with commas between\non =\n");
    for (size_t i = 0; i < p->n_option; i++) {
        const Catalog__Option *o = p->option[i];

        fprintf(to, "# %s\n", o->help);
        if (o->kind == NC_OPTION_BOOL)
            fprintf(to, "%s = %s\n", o->name, o->initial ? "on" : "off");
        else
            fprintf(to, "%s = %llu\n", o->name, (unsigned long long)o->initial);
    }
}

void
settings_print(const Catalog__Catalog *catalog, FILE *to)
{
    print_program(to);
    for (size_t i = 0; i < catalog->n_plugin; i++)
        print_plugin(catalog->plugin[i], to);
}

struct changes {
    char **text; /* ends with NULL */
    size_t n;
};

/* Takes a text that is allocated. */
static void
add(struct changes *to, char *text)
{
    to->text = grow(to->text, (to->n + 2) * sizeof *to->text);
    to->text[to->n++] = text;
    to->text[to->n] = NULL;
}

static void
add_program(struct changes *to, const struct settings *s)
{
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_setting *setting = netcapd_table.rows[i].setting;
        char buffer[32];
        const char *value;

        if (!setting->binding->in_header)
            continue;
        value = binding_text(&netcapd_table.rows[i], s, buffer, sizeof buffer);
        if (strcmp(value, setting->initial) != 0)
            add(to, need_text("netcapd.%s=%s", setting->ini, value));
    }
}

/* The limits of a flow model always: what a flow is depends on them. */
static void
add_plugin(struct changes *to, const Catalog__Plugin *plugin, const Catalog__PluginSettings *p)
{
    char space[16];

    if (plugin->type && p->enabled == plugin->off_by_default)
        add(to, need_text("%s.enabled=%s", plugin->name, p->enabled ? "on" : "off"));
    for (size_t k = 0; k < p->n_on; k++)
        add(to, need_text("%s.on=%s:%llu", plugin->name, nc_space_name(p->on[k]->space, space),
                          (unsigned long long)p->on[k]->value));
    for (size_t o = 0; o < p->n_option; o++)
        if (p->option[o] != plugin->option[o]->initial || plugin->flow)
            add(to, need_text("%s.%s=%llu", plugin->name, plugin->option[o]->name,
                              (unsigned long long)p->option[o]));
}

char **
settings_changed(const struct settings *s, const Catalog__Catalog *catalog,
                 const Catalog__Settings *settings)
{
    struct changes to = { need(1, sizeof *to.text), 0 };

    add_program(&to, s);
    for (size_t i = 0; i < catalog->n_plugin; i++)
        add_plugin(&to, catalog->plugin[i], settings->plugin[i]);
    return to.text;
}

static void
add_all_of_program(struct changes *to, const struct settings *s)
{
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_setting *setting = netcapd_table.rows[i].setting;
        char buffer[OPTION_TEXT];

        if (setting->binding->in_report)
            add(to, need_text("netcapd.%s=%s", setting->ini,
                              binding_text(&netcapd_table.rows[i], s, buffer, sizeof buffer)));
    }
}

/* "NAME.on=udp.port:5353,tcp.port:5353" */
static void
add_keys(struct changes *to, const char *plugin, const Catalog__PluginSettings *p)
{
    char space[16], *keys = need_copy("");

    for (size_t i = 0; i < p->n_on; i++) {
        char *more = need_text("%s%s%s:%llu", keys, i ? "," : "",
                               nc_space_name(p->on[i]->space, space),
                               (unsigned long long)p->on[i]->value);

        free(keys);
        keys = more;
    }
    add(to, need_text("%s.on=%s", plugin, keys));
    free(keys);
}

static void
add_all_of_plugin(struct changes *to, const Catalog__Plugin *plugin,
                  const Catalog__PluginSettings *p)
{
    if (plugin->type)
        add(to, need_text("%s.enabled=%s", plugin->name, p->enabled ? "on" : "off"));
    if (p->n_on)
        add_keys(to, plugin->name, p);
    for (size_t i = 0; i < p->n_option; i++)
        if (plugin->option[i]->kind == NC_OPTION_BOOL)
            add(to, need_text("%s.%s=%s", plugin->name, plugin->option[i]->name,
                              p->option[i] ? "on" : "off"));
        else
            add(to, need_text("%s.%s=%llu", plugin->name, plugin->option[i]->name,
                              (unsigned long long)p->option[i]));
}

char **
settings_in_force(const struct settings *s, const Catalog__Catalog *catalog,
                  const Catalog__Settings *settings)
{
    struct changes to = { need(1, sizeof *to.text), 0 };

    add_all_of_program(&to, s);
    for (size_t i = 0; i < catalog->n_plugin; i++)
        add_all_of_plugin(&to, catalog->plugin[i], settings->plugin[i]);
    return to.text;
}

void
settings_free_texts(char **texts)
{
    for (char **text = texts; text && *text; text++)
        free(*text);
    free(texts);
}
