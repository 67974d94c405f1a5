/* SPDX-License-Identifier: Apache-2.0 */
#include "output/targets.h"

#include "base/memory.h"
#include "base/say.h"
#include "output/file_formats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void
set_up(struct targets *all, size_t plugin, size_t format)
{
    const struct file_format *is = all->options.formats[format];
    struct target *t = &targets_of(all, plugin)[format];

    t->plugin = plugin;
    t->name = all->catalog->plugin[plugin]->name;
    t->open = -1;
    t->notes.fd = -1;
    t->plan = (struct file_plan){ .format = is,
                                  .header = &all->types[plugin].header.is,
                                  .style = file_format_style(is, &all->options.style) };
}

void
targets_create(struct targets *all, const struct output_options *options,
               const Catalog__Catalog *catalog, const Catalog__Settings *settings,
               struct packer *packer)
{
    all->options = *options;
    all->options.set = options->set ? options->set : "";
    all->catalog = catalog;
    all->settings = settings;
    all->packer = packer;
    while (options->formats[all->n_formats])
        all->n_formats++;
    all->n = catalog->n_plugin * all->n_formats;
    all->list = need(all->n + 1, sizeof *all->list);
    for (size_t i = 0; i < catalog->n_plugin; i++)
        for (size_t format = 0; format < all->n_formats; format++)
            set_up(all, i, format);
}

void
targets_free(struct targets *all)
{
    for (size_t i = 0; i < all->n; i++)
        target_free(&all->list[i]);
    for (size_t i = 0; i < all->catalog->n_plugin; i++)
        schema_free(all->types[i].schema);
    free(all->list);
}

bool
targets_fail(struct targets *all, const struct target *t, const char *doing)
{
    const char *path = target_path(t);

    if (!all->failed)
        say_error("%s: cannot %s: %s; what was written before is in the .part files",
                  path ? path : all->options.folder->path, doing, strerror(errno));
    all->failed = true;
    return false;
}

/* Header and schema, once they are wanted. */
static void
know_type(struct targets *all, struct target *t, char *why, size_t why_size)
{
    struct target_type *type = &all->types[t->plugin];
    const Catalog__Plugin *plugin = all->catalog->plugin[t->plugin];

    if (!type->header.is.version)
        header_make(&type->header, plugin, all->settings->plugin[t->plugin], &all->options.origin);
    if (t->plan.format->pack && !type->schema)
        type->schema =
            schema_new(plugin->schema.data, plugin->schema.len, plugin->record_name, why, why_size);
    t->plan.record = type->schema ? schema_record(type->schema) : NULL;
}

bool
targets_begin(struct targets *all, struct target *t)
{
    const char *doing = NULL;
    char why[512];

    know_type(all, t, why, sizeof why);
    t->formless = t->plan.format->pack && !t->plan.record;
    if (!t->formless)
        doing =
            target_begin(t, all->options.folder, all->options.set, all->packer, why, sizeof why);
    if (t->formless) {
        say_error("%s: cannot be written as %s: %s", t->name, t->plan.format->name, why);
        all->incomplete = true;
    }
    return !doing || targets_fail(all, t, doing);
}

bool
targets_write(struct targets *all, struct target *t, const uint8_t *bytes, size_t size)
{
    const char *doing = target_write(t, bytes, size);

    return !doing || targets_fail(all, t, doing);
}

bool
targets_end(struct targets *all, struct target *t)
{
    const char *doing = target_end(t, all->packer);

    return !doing || targets_fail(all, t, doing);
}

/* Once. */
static void
say_what_is_missing(struct targets *all, struct target *t)
{
    if (t->left_out)
        say_error("%s: %" PRIu64 " times or ports are none that %s can hold: they are null",
                  t->name, t->left_out, t->plan.format->name);
    if (t->damaged)
        say_error("%s: %" PRIu64 " records that a worker left make no sense: they are not in %s",
                  t->name, t->damaged, t->plan.format->name);
    all->incomplete |= t->left_out || t->damaged;
    t->left_out = t->damaged = 0;
}

bool
targets_end_all(struct targets *all)
{
    bool ok = true;

    for (size_t i = 0; i < all->n; i++) {
        if (all->list[i].begun)
            ok = targets_end(all, &all->list[i]) && ok;
        say_what_is_missing(all, &all->list[i]);
    }
    return ok;
}

bool
targets_name(struct targets *all)
{
    struct part_files files = { .n = 0 };
    bool ok;

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; k < all->list[i].n_files; k++)
            part_files_add(&files, &all->list[i].files[k].to);
    ok = part_files_name(&files);
    part_files_forget(&files);
    all->failed |= !ok;
    return ok;
}

/* What was written of a type is no more of the set at hand. */
static void
turn(struct target *t, struct part_files *files)
{
    t->written_before = target_written(t);
    for (size_t i = 0; i < t->n_files; i++)
        part_files_move(files, &t->files[i].to);
    t->n_files = 0;
}

void
targets_turn(struct targets *all, const char *set, uint64_t number, struct part_files *files)
{
    for (size_t i = 0; i < all->n; i++)
        turn(&all->list[i], files);
    for (size_t i = 0; i < all->catalog->n_plugin; i++) {
        all->types[i].before = all->types[i].records;
        all->types[i].header.is.set = number;
    }
    all->options.origin.set = number;
    all->options.set = set;
    all->incomplete_before |= all->incomplete;
    all->incomplete = false;
}

struct output_stats
targets_stats(const struct targets *all, size_t plugin)
{
    const struct target_type *type = &all->types[plugin];
    struct output_stats stats = { .name = type->records ? all->catalog->plugin[plugin]->name : NULL,
                                  .records = type->records,
                                  .bytes = type->bytes };

    for (size_t i = 0; i < all->n_formats; i++) {
        const struct target *t = &targets_of(all, plugin)[i];

        stats.written += target_written(t);
        if (!stats.file && t->n_files)
            stats.file = part_file_name(&t->files[0].to);
    }
    return stats;
}

/* Of the last file of a type what is not yet in a file before it. */
static uint64_t
records_of(const struct targets *all, const struct target *t, size_t file)
{
    uint64_t left = all->types[t->plugin].records - all->types[t->plugin].before;

    for (size_t i = 0; i < file; i++)
        left -= t->files[i].records;
    return file + 1 < t->n_files ? t->files[file].records : left;
}

bool
targets_file(const struct targets *all, size_t i, struct output_stats *stats)
{
    for (size_t k = 0; k < all->n; k++) {
        const struct target *t = &all->list[k];
        const struct part_file *f = i < t->n_files ? &t->files[i].to : NULL;

        if (!f || !f->made) {
            i -= f ? 0 : t->n_files;
            continue;
        }
        *stats = (struct output_stats){ .name = all->types[t->plugin].records ? t->name : NULL,
                                        .file = part_file_name(f),
                                        .records = records_of(all, t, i),
                                        .written = f->written,
                                        .digest = &f->digest };
        return true;
    }
    return false;
}

static char *
name_of(const struct target *t, size_t file, const char *set)
{
    char *stem = target_stem(t, file, set), *name;
    char *suffix = file_format_suffix(t->plan.format, &t->plan.style.compression);

    name = need_text("%s%s", stem, suffix);
    free(stem);
    free(suffix);
    return name;
}

bool
targets_file_name(const struct targets *all, size_t i, char **name, bool *made)
{
    for (size_t k = 0; k < all->n; k++) {
        const struct target *t = &all->list[k];
        size_t files = t->n_files ? t->n_files : 1;
        bool written =
            all->catalog->plugin[t->plugin]->type && all->settings->plugin[t->plugin]->enabled;

        if (i < files) {
            *made = i < t->n_files && t->files[i].to.made;
            *name = written ? name_of(t, i, all->options.set) : NULL;
            return true;
        }
        i -= files;
    }
    return false;
}
