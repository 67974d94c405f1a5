/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/exporting.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/parse.h"
#include "base/processors.h"
#include "commands/packers.h"
#include "output/file_formats.h"
#include "records/unfinished.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

#define WORKERS_EXPECTED "expected a number of threads, 0 to 64"

const char *
exporting_take(struct exporting *export, const struct arg_row *row, const char *value, bool *ours)
{
    *ours = true;
    if (style_take(&export->style.text, row, value))
        return NULL;
    switch (row->id) {
    case EXPORT_FORMAT: export->format = file_format_named(value); return NULL;
    case EXPORT_OUT: export->out = value; return NULL;
    case EXPORT_OVERWRITE: export->overwrite = true; return NULL;
    case EXPORT_TIME_UNIT: export->style.time_unit = (uint32_t)arg_choice(row, value); return NULL;
    case EXPORT_WORKERS:
        return parse_number(value, 0, PACKERS_MOST, &export->workers) ? NULL : WORKERS_EXPECTED;
    case EXPORT_COMPRESSION:
        export->compressed = true;
        return compression_read(&export->style.compression, value) ? NULL : COMPRESSION_EXPECTED;
    default: *ours = false; return NULL;
    }
}

void
exporting_settle(struct exporting *export, enum compression_kind usual)
{
    if (!export->workers)
        export->workers = processors(PACKERS_MOST);
    if (!export->compressed)
        export->style.compression = export->format->inside ? *export->format->inside
                                                           : (struct compression){ .kind = usual };
    export->to_folder = strcmp(export->out, "-") != 0;
}

enum status
exporting_open(struct exporting *export)
{
    enum status status = STATUS_DONE;

    export->folder.fd = export->folder.lock = -1;
    /* The lock says that no other run is writing there: what is called .part is a dead one's. */
    if (export->to_folder)
        status = out_folder_open(&export->folder, export->out, FILE_MODE, true);
    if (export->to_folder && status == STATUS_DONE)
        unfinished_watch(&export->folder);
    return status;
}

void
exporting_close(struct exporting *export)
{
    for (size_t i = 0; i < export->n_names; i++)
        free(export->names[i]);
    free(export->names);
    if (export->to_folder)
        out_folder_close(&export->folder);
}

const char *
exporting_folder(const struct exporting *export)
{
    return export->to_folder ? export->out : NULL;
}

bool
exporting_takes(const struct exporting *export, size_t files)
{
    if (export->to_folder || files <= 1)
        return true;
    say_error("standard output takes one file, and these are %zu: give a folder with --out-dir",
              files);
    return false;
}

static void
cut_end(char *name, const char *end)
{
    size_t size = strlen(name), length = strlen(end);

    if (size > length && strcmp(name + size - length, end) == 0)
        name[size - length] = '\0';
}

char *
exporting_name(const struct record_file *file)
{
    const char *path = record_file_path(file), *slash = strrchr(path, '/'), *type;
    char *name;

    if (strcmp(path, "-") == 0) {
        type = strrchr(record_file_schema(file)->name, '.');
        return need_copy(type ? type + 1 : record_file_schema(file)->name);
    }
    name = need_copy(slash ? slash + 1 : path);
    cut_end(name, OUR_PART);
    cut_end(name, ".gz");
    cut_end(name, ".zst");
    cut_end(name, ".ncap");
    return name;
}

char *
exporting_file(const struct exporting *export, const char *name)
{
    char *suffix = file_format_suffix(export->format, &export->style.compression);
    char *whole = need_text("%s%s", name, suffix);

    free(suffix);
    return whole;
}

/* Whether a file of that name can be made there. */
static bool
is_free(void *context, const char *path, const char *name)
{
    struct exporting *export = context;
    char *whole = exporting_file(export, name);
    bool again = false, there = out_folder_has(&export->folder, whole), kept = false;

    for (size_t i = 0; i < export->n_names; i++)
        again |= strcmp(export->names[i], name) == 0;
    if (again)
        say_error("%s: %s/%s was just made of another file: export files of the same name to "
                  "different folders",
                  path, export->out, whole);
    else if (there && !export->overwrite)
        say_error("%s: %s/%s is there already: give another folder with --out-dir, or replace it "
                  "with --overwrite",
                  path, export->out, whole);
    else if (there && export->may_replace)
        kept = !export->may_replace(export->replacing, whole);
    free(whole);
    export->names = grow(export->names, (export->n_names + 1) * sizeof *export->names);
    export->names[export->n_names++] = need_copy(name);
    return !again && !kept && (!there || export->overwrite);
}

struct file_plan
exporting_plan(const struct exporting *export, const struct record_file *file)
{
    return (struct file_plan){ .format = export->format,
                               .record = record_file_schema(file),
                               .header = record_file_header(file),
                               .style = export->style };
}

enum status
exporting_write(struct exporting *export, struct chosen *chosen, struct record_file *file,
                const struct file_plan *plan, series_change *change, void *context)
{
    char *name = exporting_name(file);
    const struct series_options options = { .folder = export->to_folder ? &export->folder : NULL,
                                            .plan = plan,
                                            .name = name,
                                            .workers = (unsigned)export->workers,
                                            .may_make = is_free,
                                            .context = export,
                                            .change = change,
                                            .changing = context };
    enum status status = series_export(chosen, file, &options);

    free(name);
    return status;
}
