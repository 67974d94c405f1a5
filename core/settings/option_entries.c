/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/option_entries.h"

#include "base/memory.h"

#include <strings.h>

void
entries_add(struct settings *s, const char *section, const char *key, const char *value,
          const char *where)
{
    s->entries = grow(s->entries, (s->n_entries + 1) * sizeof *s->entries);
    s->entries[s->n_entries++] =
        (struct plugin_entry){ need_copy(section), need_copy(key), need_copy(value),
                               need_copy(where) };
}

bool
entries_are_told(struct settings *s, const char *section, const char *key)
{
    char *name = need_text("%s.%s", section, key);
    bool before = false;

    for (size_t i = 0; i < s->n_set; i++)
        before = before || strcasecmp(s->set[i], name) == 0;
    s->set = grow(s->set, (s->n_set + 1) * sizeof *s->set);
    s->set[s->n_set++] = name;
    return before;
}
