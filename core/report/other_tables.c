/* SPDX-License-Identifier: Apache-2.0 */
#include "report/other_tables.h"

#include "base/memory.h"

#include <string.h>

enum { OF_A_TYPE = 2, NAME_MOST = 100 };

static bool
is_planned(const struct outline *outline, const char *type)
{
    for (size_t i = 0; i < outline->count; i++)
        if (strcmp(outline->sections[i].kind, "table") == 0 &&
            strcmp(outline_value(&outline->sections[i], "record"), type) == 0)
            return true;
    return false;
}

static struct outline_section *
section_of(const char *type, const char *field)
{
    const struct outline_entry entries[] = {
        { need_copy("group"), need_copy(type) },
        { need_copy("title"), need_text("%.*s", NAME_MOST, field) },
        { need_copy("record"), need_copy(type) },
        { need_copy("keys"), need_copy(field) },
        { need_copy("heads"), need_text("%.*s, Records", NAME_MOST, field) },
    };
    struct outline_section *section = need(1, sizeof *section);

    section->kind = need_copy("table");
    section->name = need_text("%.*s.%.*s", NAME_MOST, type, NAME_MOST, field);
    section->count = sizeof entries / sizeof *entries;
    section->entries = need(1, sizeof entries);
    memcpy(section->entries, entries, sizeof entries);
    return section;
}

void
other_tables_add(struct figures *figures, const char *type, const struct schema_message *record)
{
    size_t made = 0;

    if (is_planned(&figures->outline, type))
        return;
    for (size_t i = 0; i < record->count && made < OF_A_TYPE; i++) {
        const struct schema_field *field = &record->fields[i];

        if ((field->meaning != MEANING_CODE && field->meaning != MEANING_NAME &&
             field->meaning != MEANING_URL) ||
            field->message || figures->n_tables == FIGURES_TABLES)
            continue;
        figures->tables[figures->n_tables++] =
            figure_table_new(section_of(type, field->name), true);
        made++;
    }
}
