/* SPDX-License-Identifier: Apache-2.0 */
#include "report/types.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 100, ABOUT_MOST = 200 };

struct figure_type *
figure_type_of(struct figure_types *types, struct timeline *line, const char *name,
               const char *about)
{
    struct figure_type *type = types->list;

    for (size_t i = 0; i < types->count; i++, type++)
        if (strncmp(type->name, name, NAME_MOST) == 0)
            return type;
    if (types->count == TYPES_MOST)
        return NULL;
    types->count++;
    type->name = need_text("%.*s", NAME_MOST, name);
    type->about = need_text("%.*s", ABOUT_MOST, about);
    type->by_time = timeline_add(line);
    return type;
}

void
figure_types_free(struct figure_types *types)
{
    for (size_t i = 0; i < types->count; i++) {
        free(types->list[i].name);
        free(types->list[i].about);
    }
}
