/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_entries.h"

#include "base/memory.h"
#include "base/say.h"
#include "settings/binding.h"
#include "settings/options.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* NULL when netcapd's section has no such key. */
static const struct arg_row *
find_key(const char *key)
{
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_row *row = &netcapd_table.rows[i];

        if (row->setting->ini && strcmp(row->setting->ini, key) == 0)
            return row;
    }
    return NULL;
}

static const char *
take_key(struct settings *s, const char *key, const char *value)
{
    const struct arg_row *row = find_key(key);

    return row ? binding_take(row, s, value)
               : "unknown key: expected one of those that --print-config lists";
}

static void
add_entry(struct settings *s, const char *section, const char *key, const char *value,
          const char *where)
{
    s->entries = grow(s->entries, (s->n_entries + 1) * sizeof *s->entries);
    s->entries[s->n_entries++] =
        (struct plugin_entry){ need_copy(section), need_copy(key), need_copy(value),
                               need_copy(where) };
}

bool
options_take_entry(void *context, const char *section, const char *key, const char *value,
           const char *where)
{
    struct settings *s = context;
    const char *expected = NULL;

    if (!*section) {
        say_error("%s: %s: stands before the first section: expected [netcapd] or [NAME] above it",
                  where, key);
        return false;
    }
    if (strcmp(section, "netcapd") != 0)
        add_entry(s, section, key, value, where);
    else if ((expected = take_key(s, key, value)))
        say_error("%s: [netcapd] %s = %s: %s", where, key, value, expected);
    return !expected;
}

/* Keys of plugins, and options that may be given several times. */
static bool
adds_up(const char *section, const char *key)
{
    const struct arg_row *row = strcmp(section, "netcapd") == 0 ? find_key(key) : NULL;

    return row ? row->setting->several : strcmp(key, "on") == 0;
}

/* Whether a setting is told for the first time in this way, or adds up. */
static bool
is_first(struct settings *s, const char *section, const char *key)
{
    char *name = need_text("%s.%s", section, key);
    bool first = true;

    for (size_t i = 0; i < s->n_set; i++)
        first = first && strcasecmp(s->set[i], name) != 0;
    s->set = grow(s->set, (s->n_set + 1) * sizeof *s->set);
    s->set[s->n_set++] = name;
    return first || adds_up(section, key);
}

/* "Name.key=value". */
const char *
option_set(void *settings, const char *value)
{
    struct settings *s = settings;
    const char *dot = strchr(value, '.'), *equals = dot ? strchr(dot, '=') : NULL, *problem = NULL;
    char *section, *key;

    if (!equals || dot == value || equals == dot + 1)
        return "expected NAME.KEY=VALUE, as TCP.payload=on";
    section = need_text("%.*s", (int)(dot - value), value);
    key = need_text("%.*s", (int)(equals - dot - 1), dot + 1);
    if (!is_first(s, section, key))
        problem = "it was set before: expected each setting once";
    else if (strcmp(section, "netcapd") == 0)
        problem = take_key(s, key, equals + 1);
    else
        add_entry(s, section, key, equals + 1, "--set");
    free(section);
    free(key);
    return problem;
}
