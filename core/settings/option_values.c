/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_values.h"

#include "base/memory.h"
#include "settings/binding.h"
#include "settings/settings.h"

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
