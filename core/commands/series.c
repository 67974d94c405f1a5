/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/series.h"

#include "base/memory.h"
#include "commands/export_file.h"
#include "commands/packers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct series {
    const struct series_options *options;
    const char *path; /* of the records */
    struct export_file file;
    bool is_open;
    unsigned begun; /* files */
    uint64_t records, left_out;
    char damage[200];   /* of the record behind those; "": none */
    enum status status; /* how what failed did */
};

static bool
may_make(const struct series *s, const char *name)
{
    return !s->options->folder || s->options->may_make(s->options->context, s->path, name);
}

static bool
begin_file(struct series *s)
{
    const struct series_options *options = s->options;
    char *name =
        ++s->begun == 1 ? need_copy(options->name) : need_text("%s.%u", options->name, s->begun);

    if (!may_make(s, name))
        s->status = STATUS_USAGE;
    else if (!export_file_begin(&s->file, options->folder, options->plan, name))
        s->status = STATUS_FAILED;
    free(name);
    s->is_open = s->status == STATUS_DONE;
    return s->is_open;
}

static bool
end_file(struct series *s)
{
    if (!export_file_finish(&s->file))
        s->status = STATUS_FAILED;
    s->records += s->file.records;
    s->left_out += s->file.left_out;
    export_file_free(&s->file);
    s->is_open = false;
    return s->status == STATUS_DONE;
}

/* A file that is full is followed by another one once there is something for it. */
static bool
put(void *whose, const struct packer *piece)
{
    struct series *s = whose;

    if (!s->is_open && !begin_file(s))
        return false;
    if (!export_file_put(&s->file, piece)) {
        s->status = STATUS_FAILED;
        return false;
    }
    snprintf(s->damage, sizeof s->damage, "%s", piece->packed.damage);
    return !*s->damage && (!export_file_is_full(&s->file) || end_file(s));
}

/* The next that is wanted, as it is to be written. */
static const uint8_t *
next_record(const struct series *s, struct chosen *chosen, size_t *size)
{
    const uint8_t *record = chosen_next(chosen, size);

    return record && s->options->change ? s->options->change(s->options->changing, record, size)
                                        : record;
}

static void
pack_all(struct series *s, struct chosen *chosen)
{
    const struct packers_plan plan = { s->options->plan, put, s->options->workers };
    struct packers *packers = packers_new(&plan);
    struct textbuf block = { .fd = -1 };
    const uint8_t *record;
    size_t size;

    while ((record = next_record(s, chosen, &size)) &&
           packers_add(packers, &block, s, record, size))
        ;
    if (!chosen_gave_up(chosen))
        packers_finish(packers, &block, s);
    packers_free(packers);
    textbuf_free(&block);
}

static enum status
tell(const struct series *s)
{
    if (*s->damage)
        say_error("%s: record %" PRIu64 " is damaged %s; those before it were exported", s->path,
                  s->records + 1, s->damage);
    if (s->left_out)
        say_error("%s: %" PRIu64 " times or ports are none that %s can hold: they are null",
                  s->path, s->left_out, s->options->plan->format->name);
    return *s->damage || s->left_out ? STATUS_PARTIAL : STATUS_DONE;
}

enum status
series_export(struct chosen *chosen, struct record_file *file, const struct series_options *options)
{
    struct series s = { .options = options,
                        .path = record_file_path(file),
                        .file.part.fd = -1,
                        .status = STATUS_DONE };

    if (begin_file(&s))
        pack_all(&s, chosen);
    if (s.status == STATUS_DONE && chosen_gave_up(chosen))
        s.status = STATUS_FAILED;
    if (s.status == STATUS_DONE && s.is_open)
        end_file(&s);
    export_file_free(&s.file);
    if (*s.damage)
        record_file_forget_damage(file);
    return s.status == STATUS_DONE ? tell(&s) : s.status;
}
