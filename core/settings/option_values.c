/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_values.h"

#include "base/memory.h"
#include "settings/binding.h"
#include "settings/settings.h"

#include <stdlib.h>

const char *
option_input(void *settings, const char *value)
{
    struct settings *s = settings;

    s->inputs.text = grow(s->inputs.text, (s->inputs.n + 1) * sizeof *s->inputs.text);
    s->inputs.text[s->inputs.n++] = value;
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
    s->plugins = grow(s->plugins, (s->n_plugins + 2) * sizeof *s->plugins);
    if (*folder)
        s->plugins[s->n_plugins++] = need_copy(folder);
    s->plugins[s->n_plugins] = NULL;
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
