/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_values.h"

#include "base/listening.h"
#include "base/memory.h"
#include "base/url.h"
#include "settings/binding.h"
#include "settings/option_row.h"
#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>

static void
add_text(struct text_list *list, const char *text)
{
    list->text = grow(list->text, (list->n + 1) * sizeof *list->text);
    list->text[list->n++] = text;
}

const char *
option_input(void *settings, const char *value)
{
    add_text(&((struct settings *)settings)->inputs, value);
    return NULL;
}

const char *
option_dump(void *settings, const char *plugin)
{
    struct settings *s = settings;

    s->action = ACTION_DUMP;
    binding_copy(&s->dump_plugin, plugin);
    return NULL;
}

const char *
option_header(void *settings, const char *type)
{
    struct settings *s = settings;

    s->action = ACTION_HEADER;
    binding_copy(&s->header_of, type);
    return NULL;
}

const char *
option_keep(void *settings, const char *value)
{
    struct settings *s = settings;

    return keep_read(value, &s->keep);
}

static void
add_names(char **list, const char *names)
{
    char *all = *list && **list && *names ? need_text("%s,%s", *list, names) : need_copy(names);

    free(*list);
    *list = all;
}

const char *
option_include(void *settings, const char *names)
{
    add_names(&((struct settings *)settings)->include, names);
    return NULL;
}

const char *
option_exclude(void *settings, const char *names)
{
    add_names(&((struct settings *)settings)->exclude, names);
    return NULL;
}

const char *
option_plugins(void *settings, const char *folder)
{
    struct settings *s = settings;

    while (!*folder && s->n_plugins)
        free(s->plugins[--s->n_plugins]);
    for (size_t i = 0; i < s->n_plugins; i++)
        if (strcmp(s->plugins[i], folder) == 0)
            return NULL; /* there already */
    if (*folder || !s->plugins)
        s->plugins = grow(s->plugins, (s->n_plugins + 2) * sizeof *s->plugins);
    if (*folder)
        s->plugins[s->n_plugins++] = need_copy(folder);
    s->plugins[s->n_plugins] = NULL;
    return NULL;
}

const char *
option_interface(void *settings, const char *value)
{
    struct settings *s = settings;

    if (s->interfaces.n == INTERFACES_MAX)
        return "expected at most 64 interfaces";
    for (size_t i = 0; i < s->interfaces.n; i++)
        if (strcmp(s->interfaces.text[i], value) == 0)
            return "expected another interface: this one was named before";
    add_text(&s->interfaces, value);
    return NULL;
}

/* No time has a scheme before it. */
static bool
is_destination(const char *value)
{
    return strstr(value, "://") || strncmp(value, "unix:", 5) == 0;
}

const char *
option_wrong_of_report(const struct arg_row *row, const char *value)
{
    const char *equals = strchr(value, '=');

    if (row && !row->setting->binding->in_report)
        return "expected one of those that run.json lists";
    return equals && is_destination(equals + 1) ? "expected a time" : NULL;
}

static const char *
add_destination(struct text_list *urls, const char *value)
{
    for (size_t i = 0; i < urls->n; i++)
        if (strcmp(urls->text[i], value) == 0)
            return "expected each URL only once";
    if (urls->n == DESTINATIONS_MOST)
        return DESTINATIONS_EXPECTED;
    add_text(urls, need_copy(value));
    return NULL;
}

const char *
option_to(void *settings, const char *value)
{
    struct settings *s = settings;

    if (is_destination(value))
        return add_destination(&s->urls, value);
    if (*value && s->to && *s->to)
        return "expected one time, and otherwise URLs";
    binding_copy(&s->to, value);
    return NULL;
}

const char *
option_included(const void *settings, char *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return ((const struct settings *)settings)->include;
}

const char *
option_excluded(const void *settings, char *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return ((const struct settings *)settings)->exclude;
}

const char *
option_metrics(void *settings, const char *value)
{
    struct settings *s = settings;
    const char *expected = *value ? listening_expected(value) : NULL;

    if (!expected)
        binding_copy(&s->metrics, value);
    return expected;
}

const char *
option_to_text(const void *settings, char *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return ((const struct settings *)settings)->to;
}

const char *
option_metrics_text(const void *settings, char *buffer, size_t size)
{
    (void)buffer;
    (void)size;
    return ((const struct settings *)settings)->metrics;
}
