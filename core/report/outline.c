/* SPDX-License-Identifier: Apache-2.0 */
#include "report/outline.h"

#include "base/memory.h"
#include "base/say.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

/* "table hosts" */
static struct outline_section *
add_section(struct outline *outline, const char *title)
{
    size_t kind = strcspn(title, " ");
    struct outline_section *section;

    outline->sections = grow(outline->sections, (outline->count + 1) * sizeof *outline->sections);
    section = &outline->sections[outline->count++];
    *section = (struct outline_section){ .kind = need_text("%.*s", (int)kind, title),
                                         .name = need_copy(title[kind] ? title + kind + 1 : "") };
    return section;
}

static bool
is_titled(const struct outline_section *section, const char *title)
{
    size_t kind = strlen(section->kind);

    return strncmp(title, section->kind, kind) == 0 &&
           strcmp(title + kind + (title[kind] == ' '), section->name) == 0;
}

static int
take(void *context, const char *title, const char *key, const char *value)
{
    struct outline *outline = context;
    struct outline_section *last = outline->count ? &outline->sections[outline->count - 1] : NULL;

    if (!last || !is_titled(last, title))
        last = add_section(outline, title);
    last->entries = grow(last->entries, (last->count + 1) * sizeof *last->entries);
    last->entries[last->count++] = (struct outline_entry){ need_copy(key), need_copy(value) };
    return 1;
}

void
outline_read(struct outline *outline, const char *text)
{
    int line;

    *outline = (struct outline){ NULL, 0 };
    line = ini_parse_string(text, take, outline);
    if (!line)
        return;
    say_error("report.ini:%d: is no entry", line);
    exit(STATUS_FAILED);
}

void
outline_free(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct outline_section *section = &outline->sections[i];

        for (size_t k = 0; k < section->count; k++) {
            free(section->entries[k].key);
            free(section->entries[k].value);
        }
        free(section->entries);
        free(section->kind);
        free(section->name);
    }
    free(outline->sections);
}

const char *
outline_value(const struct outline_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++)
        if (strcmp(section->entries[i].key, key) == 0)
            return section->entries[i].value;
    return "";
}

const struct outline_section *
outline_section(const struct outline *outline, const char *kind, const char *name)
{
    for (size_t i = 0; i < outline->count; i++)
        if (strcmp(outline->sections[i].kind, kind) == 0 &&
            strcmp(outline->sections[i].name, name) == 0)
            return &outline->sections[i];
    return NULL;
}

char *
outline_part(const char *text, size_t n)
{
    size_t size;

    for (; n; n--) {
        text += strcspn(text, ",");
        if (!*text)
            return NULL;
        text++;
    }
    text += strspn(text, " ");
    size = strcspn(text, ",");
    while (size && text[size - 1] == ' ')
        size--;
    return size ? need_text("%.*s", (int)size, text) : NULL;
}
