/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/partition.h"

#include "base/memory.h"
#include "base/wire.h"
#include "commands/export_file.h"
#include "commands/packers.h"
#include "output/file_formats.h"
#include "records/unfinished.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DATE = 32 };

/* How Hive calls what has no value. */
#define NO_VALUE "__HIVE_DEFAULT_PARTITION__"

/* A date's folder, and the file in it that grows. */
struct place {
    struct partitions *of;
    char date[DATE];
    char *path;
    struct out_folder folder;
    struct export_file file;
    struct textbuf block; /* records, each behind its length */
    uint64_t used_last;   /* the record that was added last */
};

/* Records are mostly in the order of time, those of flows nearly so: few dates are open at once. */
struct partitions {
    const struct partition_options *options;
    const struct schema_field *time; /* NULL: the records have none */
    bool by_date;
    struct packers *packers;
    struct place *places[UNFINISHED_MOST];
    uint64_t records, written, left_out;
    bool failed;
    char damage[200];
};

static bool
is_value(const char *text, size_t length)
{
    static const char may[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    return length > 0 && length <= 64 && strspn(text, may) >= length && *text != '.';
}

static bool
is_key(const char *key, size_t length)
{
    static const char sensor[] = "sensor=";
    const size_t name = sizeof sensor - 1;

    return (length == 4 && (memcmp(key, "type", 4) == 0 || memcmp(key, "date", 4) == 0)) ||
           (length == name - 1 && memcmp(key, sensor, length) == 0) ||
           (length > name && memcmp(key, sensor, name) == 0 && is_value(key + name, length - name));
}

const char *
partition_expected(const char *keys)
{
    for (const char *at = keys;; at++) {
        size_t length = strcspn(at, ",");

        if (!is_key(at, length))
            return "expected one or more of type, date, sensor and sensor=NAME, as type,date";
        at += length;
        if (!*at)
            return NULL;
    }
}

static bool
has_date(const char *keys)
{
    for (; keys; keys = strchr(keys, ','), keys += keys != NULL)
        if (strncmp(keys, "date", 4) == 0)
            return true;
    return false;
}

static const struct schema_field *
first_time(const struct schema_message *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (schema_is_time(&record->fields[i]) && !record->fields[i].repeated)
            return &record->fields[i];
    return NULL;
}

/* "2026-11-28". */
static void
date_of(const struct partitions *p, const uint8_t *bytes, size_t size, char date[DATE])
{
    struct wire record = { bytes, bytes + size };
    struct wire_item item;
    struct text_time when;
    struct tm utc;
    time_t seconds;

    strcpy(date, p->by_date ? NO_VALUE : "");
    while (p->by_date && p->time && record.at < record.end && wire_next(&record, &item)) {
        if (item.number != p->time->number || item.type != WIRE_BYTES ||
            !text_time_read(item.inside.at, wire_left(&item.inside), &when))
            continue;
        seconds = (time_t)when.seconds;
        strftime(date, DATE, "%Y-%m-%d", gmtime_r(&seconds, &utc));
    }
}

/* Below path that of the sensor whose folder this file is in, as `netcap collect` writes them;
 * allocated. */
static char *
sensor_of(const char *path, const char *file)
{
    const char *end = strrchr(file, '/'), *from = end;

    while (from && from > file && from[-1] != '/')
        from--;
    if (!from || !is_value(from, (size_t)(end - from)))
        return need_text("%s/sensor=%s", path, NO_VALUE);
    return need_text("%s/sensor=%.*s", path, (int)(end - from), from);
}

/* The way to a date's folder; allocated. */
static char *
path_of(const struct partitions *p, const char *date)
{
    char *path = need_copy(p->options->folder->path), *longer;

    for (const char *key = p->options->keys; *key; key += *key == ',') {
        int length = (int)strcspn(key, ",");

        if (*key == 't')
            longer = need_text("%s/type=%s", path, p->options->name);
        else if (*key == 'd')
            longer = need_text("%s/date=%s", path, date);
        else if (key[length - 1] == 'r' && !memchr(key, '=', (size_t)length))
            longer = sensor_of(path, p->options->source);
        else
            longer = need_text("%s/%.*s", path, length, key);
        free(path);
        path = longer;
        key += length;
    }
    return path;
}

/* The first name that no file has there: "TYPE", "TYPE.2". */
static char *
free_name(const struct partitions *p, const struct place *place)
{
    const struct file_plan *plan = p->options->plan;
    char *suffix = file_format_suffix(plan->format, &plan->style.compression);
    char *name = need_copy(p->options->name), *whole;
    bool taken = true;

    for (unsigned n = 2; taken; n++) {
        whole = need_text("%s%s", name, suffix);
        taken = out_folder_has(&place->folder, whole);
        free(whole);
        if (taken) {
            free(name);
            name = need_text("%s.%u", p->options->name, n);
        }
    }
    free(suffix);
    return name;
}

static bool
begin_file(struct partitions *p, struct place *place)
{
    char *name = free_name(p, place);
    bool begun = export_file_begin(&place->file, &place->folder, p->options->plan, name);

    free(name);
    return begun;
}

static bool
open_place(struct partitions *p, struct place *place)
{
    const struct out_folder *around = p->options->folder;

    place->path = path_of(p, place->date);
    place->folder = (struct out_folder){ place->path, -1, -1, around->file_mode, true };
    if (out_folder_make(place->path, around->file_mode, NULL))
        place->folder.fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->folder.fd >= 0)
        return begin_file(p, place);
    say_error("%s: cannot be written to: %s", place->path, strerror(errno));
    return false;
}

/* The file has its name then. */
static bool
end_file(struct partitions *p, struct place *place)
{
    bool whole = export_file_finish(&place->file);

    p->written += place->file.records;
    p->left_out += place->file.left_out;
    if (whole && !out_folder_sync(&place->folder)) {
        say_error("%s: the names of its files cannot be put on disk: %s", place->path,
                  strerror(errno));
        whole = false;
    }
    export_file_free(&place->file);
    return whole;
}

/* What is damaged in a block ends the export. */
static bool
put(void *whose, const struct packer *piece)
{
    struct place *place = whose;
    struct partitions *p = place->of;

    if (!export_file_put(&place->file, piece)) {
        p->failed = true;
        return false;
    }
    snprintf(p->damage, sizeof p->damage, "%s", piece->packed.damage);
    if (export_file_is_full(&place->file))
        p->failed = !end_file(p, place) || !begin_file(p, place);
    return !p->failed && !*p->damage;
}

/* What is begun is finished; without `whole` it goes. */
static bool
close_place(struct partitions *p, size_t i, bool whole)
{
    struct place *place = p->places[i];
    bool ok;

    if (whole)
        packers_finish(p->packers, &place->block, place);
    ok = whole && !p->failed && end_file(p, place);

    if (!ok)
        export_file_free(&place->file);
    out_folder_close(&place->folder);
    textbuf_free(&place->block);
    free(place->path);
    free(place);
    p->places[i] = NULL;
    return ok;
}

/* Where a date's records go; NULL when that cannot be. */
static struct place *
place_of(struct partitions *p, const char *date)
{
    size_t oldest = 0;
    struct place *place;

    for (size_t i = 0; i < UNFINISHED_MOST; i++) {
        if (p->places[i] && strcmp(p->places[i]->date, date) == 0)
            return p->places[i];
        if (p->places[oldest] &&
            (!p->places[i] || p->places[i]->used_last < p->places[oldest]->used_last))
            oldest = i;
    }
    if (p->places[oldest] && !close_place(p, oldest, true))
        return NULL;
    place = p->places[oldest] = need(1, sizeof *place);
    place->of = p;
    strcpy(place->date, date);
    place->block.fd = -1;
    place->folder.fd = place->folder.lock = place->file.part.fd = -1;
    return open_place(p, place) ? place : NULL;
}

static bool
add_record(struct partitions *p, const uint8_t *bytes, size_t size)
{
    char date[DATE];
    struct place *place;

    date_of(p, bytes, size, date);
    place = place_of(p, date);
    if (!place)
        return false;
    place->used_last = ++p->records;
    return packers_add(p->packers, &place->block, place, bytes, size) || !p->failed;
}

static enum status
tell(const struct partitions *p, struct record_file *file)
{
    const char *path = record_file_path(file);

    if (*p->damage) {
        record_file_forget_damage(file);
        say_error("%s: a record is damaged %s; %" PRIu64 " others were exported", path, p->damage,
                  p->written);
    }
    if (p->left_out)
        say_error("%s: %" PRIu64 " times or ports are none that %s can hold: they are null", path,
                  p->left_out, p->options->plan->format->name);
    return *p->damage || p->left_out ? STATUS_PARTIAL : STATUS_DONE;
}

enum status
partition_export(struct chosen *chosen, struct record_file *file,
                 const struct partition_options *options)
{
    struct partitions p = { .options = options,
                            .time = first_time(options->plan->record),
                            .by_date = has_date(options->keys) };
    const struct packers_plan packing = { options->plan, put, options->workers };
    const uint8_t *bytes;
    bool ok = true;
    size_t size;

    p.packers = packers_new(&packing);
    while (ok && !*p.damage && (bytes = chosen_next(chosen, &size)))
        ok = add_record(&p, bytes, size);
    for (size_t i = 0; i < UNFINISHED_MOST; i++)
        if (p.places[i])
            ok = close_place(&p, i, ok) && ok;
    packers_free(p.packers);
    return ok && !chosen_gave_up(chosen) ? tell(&p, file) : STATUS_FAILED;
}
