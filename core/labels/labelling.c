/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/labelling.h"

#include "commands/command.h"
#include "labels/added_field.h"
#include "labels/label_match.h"
#include "labels/label_report.h"
#include "schema/near.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Labels are looked at in so many places to see whether shifted ones would meet more. */
#define SHIFT_LOOKS (UINT64_C(1) << 28)

#define COMMENT " [name plain] what label files say of it: see label.json beside the file\n"

/* ---- the first time ---- */

static void
note_time(struct labelling *l, const struct ends *ends)
{
    if (!l->timed || ends->first < l->first)
        l->first = ends->first;
    if (!l->timed || ends->last > l->last)
        l->last = ends->last;
    l->timed = true;
}

static void
count_record(struct labelling *l, struct labelled *file, const struct ends *ends)
{
    struct label_found found = label_find(&l->labels, ends);

    note_time(l, ends);
    l->looked +=
        label_note_shifts(&l->labels, ends, l->looked < SHIFT_LOOKS ? LABEL_SHIFT_MOST : 0);
    file->undecided += found.undecided;
    if (!found.label)
        return;
    file->labelled++;
    l->by[found.label->join]++;
    l->labels.texts.list[found.label->text].records++;
    file->several += found.several;
    if (found.several && !l->several_path) {
        l->several_path = file->path;
        l->several_record = file->records;
    }
}

static void
count_records(struct labelling *l, struct labelled *file, struct record_file *records,
              struct chosen *chosen, struct record_ends *reader)
{
    const uint8_t *bytes;
    struct ends ends;
    size_t size;

    while ((bytes = chosen_next(chosen, &size))) {
        enum ends_read read = record_ends_read(reader, bytes, size, &ends);

        if (read == ENDS_DAMAGED) {
            record_file_set_damage(records, record_ends_damage(reader));
            return;
        }
        file->records++;
        if (read == ENDS_READ)
            count_record(l, file, &ends);
        else
            file->nobody++;
    }
}

/* Whether no record of a file says what labels ask about, as of one that has some does. */
static bool
tells_nothing(struct labelling *l, const char *path)
{
    struct record_file *records = record_file_open(path);
    const struct schema_message *record = record_file_schema(records);
    const char *why;
    struct record_ends *reader = record ? record_ends_new(record, l->labels.protocols, &why) : NULL;
    struct chosen *chosen = reader ? chosen_new(&l->choice, records) : NULL;
    bool ports = reader && record_ends_have_ports(reader), any = false, tells = false;
    const uint8_t *bytes;
    struct ends ends;
    size_t size;

    while (chosen && !tells && (bytes = chosen_next(chosen, &size))) {
        enum ends_read read = record_ends_read(reader, bytes, size, &ends);

        if (read == ENDS_DAMAGED)
            break;
        any |= read == ENDS_READ;
        tells = read == ENDS_READ && label_can_tell(&l->labels, &ends, ports);
    }
    chosen_free(chosen);
    record_ends_free(reader);
    record_file_close(records);
    return any && !tells;
}

/* Whether the records have no such field; if not, it is said. */
static bool
can_have(const struct labelling *l, const struct record_file *file)
{
    const struct schema_message *record = record_file_schema(file);
    const struct schema_field *there = near_field(record, l->column, strlen(l->column));

    if (there)
        say_error("%s: %s has a field %s already: name another column with --column",
                  record_file_path(file), record->name, there->name);
    return !there;
}

static struct labelled *
labelled_of(struct labelling *l, const struct record_file *file)
{
    size_t i = 0;

    while (l->files[i].path != record_file_path(file) &&
           strcmp(l->files[i].path, record_file_path(file)) != 0)
        i++;
    return &l->files[i];
}

static void
sum_up(struct labelled *sum, const struct labelled *file)
{
    sum->records += file->records;
    sum->labelled += file->labelled;
    sum->several += file->several;
    sum->undecided += file->undecided;
    sum->nobody += file->nobody;
}

static enum status
count_file(void *context, struct record_file *records, struct textbuf *to)
{
    struct labelling *l = context;
    struct labelled *file = labelled_of(l, records);
    struct record_ends *reader;
    struct chosen *chosen;

    if (!command_has_schema(records, to))
        return STATUS_PARTIAL;
    reader = record_ends_new(record_file_schema(records), l->labels.protocols, &file->why_not);
    file->unread = false;
    if (!reader)
        return STATUS_DONE;
    chosen = can_have(l, records) ? chosen_new(&l->choice, records) : NULL;
    file->tells_nothing = chosen && tells_nothing(l, file->path);
    if (file->tells_nothing)
        file->why_not = "say nothing of protocol and ports, nor have a Community ID";
    else if (chosen)
        count_records(l, file, records, chosen, reader);
    sum_up(&l->sum, file);
    chosen_free(chosen);
    record_ends_free(reader);
    return chosen ? STATUS_DONE : STATUS_USAGE;
}

enum status
labelling_count(struct labelling *l)
{
    struct textbuf nothing = { .fd = -1 };
    enum status status;

    l->files = need(l->paths.n + 1, sizeof *l->files);
    for (size_t i = 0; i < l->paths.n; i++)
        l->files[i] = (struct labelled){ .path = l->paths.list[i], .unread = true };
    status = command_each_file(l->paths.list, l->paths.n, "", count_file, l, &nothing);
    labels_note_met(&l->labels, l->timed ? l->first : 1, l->timed ? l->last : 0);
    return status;
}

/* ---- what is to be made ---- */

static bool
may_replace(const void *context, const char *name)
{
    const struct labelling *l = context;

    if (!label_inputs_have(&l->inputs, &l->to.folder, name))
        return true;
    say_error("%s/%s: is read as well, and would be replaced: give another folder with --out-dir",
              l->to.out, name);
    return false;
}

/* What a file of records becomes; allocated, NULL: nothing. */
static char *
name_of(const struct labelling *l, size_t i)
{
    struct record_file *file;
    char *name;

    if (l->files[i].why_not || l->files[i].unread)
        return NULL;
    file = record_file_open(l->files[i].path);
    name = record_file_header(file) ? exporting_name(file) : NULL;
    record_file_close(file);
    return name;
}

static bool
may_make(const struct labelling *l, char *const *names, size_t which)
{
    char *whole = exporting_file(&l->to, names[which]);
    bool may = may_replace(l, whole);

    for (size_t i = 0; i < which && may; i++) {
        if (!names[i] || strcmp(names[i], names[which]) != 0)
            continue;
        say_error("%s and %s: both would be labelled as %s/%s: label files of the same name to "
                  "different folders",
                  l->files[i].path, l->files[which].path, l->to.out, whole);
        may = false;
    }
    free(whole);
    return may;
}

bool
labelling_may_write(struct labelling *l)
{
    char **names = need(l->paths.n + 1, sizeof *names);
    bool may = !l->to.to_folder || may_replace(l, LABEL_REPORT_NAME);

    l->to.may_replace = may_replace; /* a second file of the same records as well */
    l->to.replacing = l;
    for (size_t i = 0; i < l->paths.n && l->to.to_folder; i++) {
        names[i] = name_of(l, i);
        may &= !names[i] || may_make(l, names, i);
    }
    for (size_t i = 0; i < l->paths.n; i++)
        free(names[i]);
    free(names);
    return may;
}

/* ---- the second time ---- */

/* One file on its way. */
struct writing {
    const struct labelling *labelling;
    const struct labelled *file;
    struct record_ends *reader;
    uint32_t number;       /* of the column */
    struct textbuf longer; /* the last record */
    uint64_t records;
};

/* No more than were counted: what stands behind is damaged, or new. */
static const uint8_t *
label_record(void *context, const uint8_t *bytes, size_t *size)
{
    struct writing *w = context;
    const struct labels *labels = &w->labelling->labels;
    const char *text = "";
    struct ends ends;

    if (w->records == w->file->records)
        return NULL;
    w->records++;
    if (record_ends_read(w->reader, bytes, *size, &ends) == ENDS_READ) {
        struct label_found found = label_find(labels, &ends);

        if (found.label)
            text = labels->texts.list[found.label->text].text;
        else if (!found.undecided)
            text = w->labelling->unlabelled;
    }
    added_field_put(&w->longer, bytes, *size, w->number, text);
    *size = w->longer.used;
    return (const uint8_t *)w->longer.data;
}

/* With the column; NULL, and it is said, when it has no place there. */
static struct schema *
longer_schema(const struct labelling *l, const struct record_file *file, uint32_t number,
              struct textbuf *descriptors)
{
    const Types__Header *header = record_file_header(file);
    struct wire wire = { header->schema.data, header->schema.data + header->schema.len };
    const char *record = record_file_schema(file)->name;
    struct schema *schema = NULL;
    char why[256] = "they are declared inside of other records";

    if (added_field_schema(descriptors, wire, record, l->column, number, COMMENT))
        schema = schema_new((const uint8_t *)descriptors->data, descriptors->used, record, why,
                            sizeof why);
    if (!schema)
        say_error("%s: its records cannot have a column more: %s", record_file_path(file), why);
    return schema;
}

static enum status
write_chosen(struct labelling *l, struct writing *w, struct record_file *records)
{
    struct textbuf descriptors = { .fd = -1 };
    struct schema *schema = longer_schema(l, records, w->number, &descriptors);
    struct chosen *chosen = schema ? chosen_new(&l->choice, records) : NULL;
    enum status status = STATUS_USAGE;

    if (chosen) {
        Types__Header header = *record_file_header(records);
        struct file_plan plan = exporting_plan(&l->to, records);

        header.schema = (ProtobufCBinaryData){ descriptors.used, (uint8_t *)descriptors.data };
        header.runid = (char *)protobuf_c_empty_string; /* they are other files than the run's */
        header.set = 0;
        plan.header = &header;
        plan.record = schema_record(schema);
        status = exporting_write(&l->to, chosen, records, &plan, label_record, w);
    }
    chosen_free(chosen);
    schema_free(schema);
    textbuf_free(&descriptors);
    return status;
}

static enum status
write_file(struct labelling *l, const struct labelled *file)
{
    struct record_file *records = record_file_open(file->path);
    struct writing w = { .labelling = l, .file = file, .longer.fd = -1 };
    enum status status = STATUS_FAILED;
    const char *why;

    if (record_file_schema(records)) {
        w.reader = record_ends_new(record_file_schema(records), l->labels.protocols, &why);
        w.number = added_field_number(record_file_schema(records));
    }
    if (w.reader)
        status = write_chosen(l, &w, records);
    if (!w.reader || (status == STATUS_DONE && w.records != file->records)) {
        say_error("%s: has changed while it was read: expected a file that stays as it is",
                  file->path);
        status = STATUS_FAILED;
    }
    record_ends_free(w.reader);
    textbuf_free(&w.longer);
    record_file_close(records);
    return status;
}

enum status
labelling_write(struct labelling *l)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < l->paths.n; i++)
        if (!l->files[i].why_not && !l->files[i].unread)
            status = command_worse(status, write_file(l, &l->files[i]));
    return status;
}

void
labelling_free(struct labelling *l)
{
    labels_free(&l->labels);
    paths_free(&l->paths);
    label_inputs_free(&l->inputs);
    free(l->files);
}
