/* SPDX-License-Identifier: Apache-2.0 */
#include "run/sources.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

const struct text_list *
sources_named(const struct settings *s)
{
    return s->interfaces.n ? &s->interfaces : &s->inputs;
}

char *
sources_text(const struct settings *s)
{
    const struct text_list *all = sources_named(s);
    size_t size = 1;
    char *name, *to;

    if (*s->source)
        return need_copy(s->source);
    for (size_t i = 0; i < all->n; i++)
        size += strlen(all->text[i]) + 1;
    to = name = need(1, size);
    for (size_t i = 0; i < all->n; i++)
        to += sprintf(to, "%s%s", i ? " " : "", all->text[i]);
    return name;
}
