/* SPDX-License-Identifier: Apache-2.0 */
#include "report/figures.h"

#include "base/memory.h"
#include "commands/command.h"
#include "report/other_tables.h"
#include "report/page_parts.h"
#include "report/record_reader.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 200 }; /* of what is told of damage */

void
figures_begin(struct figures *figures)
{
    memset(figures, 0, sizeof *figures);
    figures->traffic.line = &figures->line;
    outline_read(&figures->outline, part_outline.text);
    for (size_t i = 0; i < figures->outline.count; i++) {
        const struct outline_section *section = &figures->outline.sections[i];

        if (strcmp(section->kind, "table") == 0 && figures->n_tables < FIGURES_TABLES)
            figures->tables[figures->n_tables++] = figure_table_new(section, false);
        if (strcmp(section->kind, "histogram") == 0 && figures->n_histograms < FIGURES_HISTOGRAMS)
            figures->histograms[figures->n_histograms++].section = section;
    }
}

void
figures_free(struct figures *figures)
{
    for (size_t i = 0; i < figures->n_tables; i++)
        figure_table_free(figures->tables[i]);
    for (size_t i = 0; i < figures->n_damaged; i++) {
        free(figures->damaged[i].file);
        free(figures->damaged[i].how);
    }
    figure_types_free(&figures->types);
    timeline_free(&figures->line);
    outline_free(&figures->outline);
}

static void
keep_damage(struct figures *figures, const char *path, const char *how)
{
    const char *slash = strrchr(path, '/');

    say_error("%s: %s", path, how);
    if (figures->n_damaged == FIGURES_DAMAGED) {
        figures->damaged_left_out++;
        return;
    }
    figures->damaged[figures->n_damaged++] =
        (struct figure_damage){ need_text("%.*s", LONGEST, slash ? slash + 1 : path),
                                need_text("%.*s", LONGEST, how) };
}

static struct figure_type *
type_of(struct figures *figures, const struct schema_message *record)
{
    const char *dot = strrchr(record->name, '.'), *name = dot ? dot + 1 : record->name;
    size_t known = figures->types.count;
    struct figure_type *type =
        figure_type_of(&figures->types, &figures->line, name, record->comment);

    if (type && figures->types.count > known)
        other_tables_add(figures, name, record);
    return type;
}

static void
read_records(struct figures *figures, struct record_file *file)
{
    const struct schema_message *record = record_file_schema(file);
    struct figure_type *type = type_of(figures, record);
    struct record_reader *reader;
    const uint8_t *bytes;
    size_t size;

    if (!type) {
        figures->files_left_out++;
        return;
    }
    type->files++;
    reader = record_reader_new(figures, type, record);
    while ((bytes = record_file_next(file, &size))) {
        const char *damage = record_reader_add(reader, bytes, size);

        if (!damage)
            continue;
        record_file_set_damage(file, damage);
        break;
    }
    record_reader_free(reader);
}

static enum status
read_file(struct figures *figures, const char *path)
{
    struct record_file *file = record_file_open(path);
    enum status status = STATUS_DONE;

    figures->files++;
    if (record_file_header(file) && record_file_schema(file))
        read_records(figures, file);
    else if (record_file_header(file))
        keep_damage(figures, path, record_file_no_schema(file));
    if (record_file_damage(file))
        keep_damage(figures, path, record_file_damage(file));
    if (record_file_damage(file) || !record_file_schema(file))
        status = record_file_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED;
    record_file_close(file);
    return status;
}

enum status
figures_read(struct figures *figures, char *const *paths, size_t count)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < count; i++)
        status = command_worse(status, read_file(figures, paths[i]));
    return status;
}
