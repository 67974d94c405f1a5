/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "anonymize/anonymizing.h"

#include "base/set_name.h"
#include "commands/command.h"
#include "output/header.h"
#include "records/chosen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char source[] = "anonymized"; /* as headers of what is made have it */

bool
anonymizing_is_uncovered(enum deed deed)
{
    return deed == DEED_TEXT || deed == DEED_UNTOLD;
}

/* One file on its way. */
struct passage {
    struct anonymizing *all;
    struct anonymized *file;
    struct record_file *records;
    struct rewriting rewriting;
    const char *type; /* "TYPE" */
};

static void
passage_begin(struct passage *w, struct anonymizing *all, struct anonymized *file,
              struct record_file *records)
{
    const struct schema_message *record = record_file_schema(records);
    const char *dot = strrchr(record->name, '.');

    *w = (struct passage){
        .all = all, .file = file, .records = records, .type = dot ? dot + 1 : record->name
    };
    rewriting_begin(&w->rewriting, &all->anonymity, record);
    file->records = 0;
}

static const uint8_t *
rewrite(void *context, const uint8_t *bytes, size_t *size)
{
    struct passage *w = context;
    const uint8_t *is = rewriting_record(&w->rewriting, bytes, size);

    if (is)
        w->file->records++;
    else
        record_file_set_damage(w->records, "and is left out with all behind it");
    return is;
}

/* ---- what became of fields ---- */

static void
add_left(struct passage *w, const char *path, enum deed deed, uint64_t values)
{
    struct anonymizing *all = w->all;
    char *whole = need_text("%s.%s", w->type, path);

    for (size_t i = 0; i < all->n_left; i++)
        if (all->left[i].deed == deed && strcmp(all->left[i].path, whole) == 0) {
            all->left[i].values += values;
            free(whole);
            return;
        }
    all->left = grow(all->left, (all->n_left + 1) * sizeof *all->left);
    all->left[all->n_left++] = (struct anonymized_field){ whole, deed, values };
}

static void
sum_up_field(void *context, const char *path, const struct field_place *field)
{
    struct passage *w = context;

    for (int deed = 0; deed <= DEED_DROP; deed++) {
        w->all->done[deed] += field->done[deed];
        if (field->done[deed] && (anonymizing_is_uncovered(deed) || deed == DEED_DROP))
            add_left(w, path, deed, field->done[deed]);
    }
    if (field->lost)
        add_left(w, path, DEED_COMMUNITY, field->lost);
}

static void
passage_end(struct passage *w)
{
    w->all->records += w->file->records;
    w->all->unknown += w->rewriting.unknown;
    places_each(w->rewriting.record, "", sum_up_field, w);
    rewriting_free(&w->rewriting);
}

static void
forget_sums(struct anonymizing *all)
{
    for (size_t i = 0; i < all->n_left; i++)
        free(all->left[i].path);
    free(all->left);
    all->left = NULL;
    all->n_left = 0;
    all->records = all->unknown = 0;
    memset(all->done, 0, sizeof all->done);
}

/* ---- the first time ---- */

/* A file is called as netcapd calls those of such records; any other name may tell something. */
static bool
is_called_so(const struct record_file *records, const char *name)
{
    const char *path = record_file_path(records), *slash = strrchr(path, '/');
    const char *type = strrchr(record_file_schema(records)->name, '.');
    size_t size = strlen(name);
    struct set_name set;

    type = type ? type + 1 : record_file_schema(records)->name;
    set_name_read(slash ? slash + 1 : path, &set, &size);
    if (strlen(type) == size && memcmp(type, name, size) == 0)
        return true;
    say_error("%s: holds records of %s, and is not called so: expected %s.ncap.gz, as netcapd "
              "calls it",
              path, type, type);
    return false;
}

static struct anonymized *
file_of(struct anonymizing *all, const struct record_file *records)
{
    size_t i = 0;

    while (strcmp(all->files[i].path, record_file_path(records)) != 0)
        i++;
    return &all->files[i];
}

static enum status
look_at_file(void *context, struct record_file *records, struct textbuf *to)
{
    struct anonymizing *all = context;
    struct anonymized *file = file_of(all, records);
    struct passage w;
    const uint8_t *bytes;
    size_t size;

    if (!command_has_schema(records, to))
        return STATUS_USAGE;
    file->name = exporting_name(records);
    if (!is_called_so(records, file->name))
        return STATUS_USAGE;
    all->again = all->again || strcmp(record_file_header(records)->inputsource, source) == 0;
    passage_begin(&w, all, file, records);
    while ((bytes = record_file_next(records, &size)) && rewrite(&w, bytes, &size))
        ;
    record_file_forget_damage(records); /* it is said when it is written */
    passage_end(&w);
    return STATUS_DONE;
}

/* Names all of it: which options of the run would have left it out is then to be seen at once. */
static bool
say_uncovered(const struct anonymizing *all)
{
    bool any = false;

    for (size_t i = 0; i < all->n_left; i++) {
        const struct anonymized_field *left = &all->left[i];

        if (!anonymizing_is_uncovered(left->deed))
            continue;
        any = true;
        say_error("%s: %" PRIu64 " values of %s", left->path, left->values,
                  left->deed == DEED_TEXT ? "free text or payload, which may hold anything"
                                          : "which nobody says what they mean");
    }
    if (any)
        say_error("nothing is written: these fields cannot be anonymized; --drop-text leaves them "
                  "empty");
    return any;
}

enum status
anonymizing_look(struct anonymizing *all)
{
    struct textbuf nothing = { .fd = -1 };
    enum status status;

    all->files = need(all->paths.n + 1, sizeof *all->files);
    for (size_t i = 0; i < all->paths.n; i++)
        all->files[i] = (struct anonymized){ .path = all->paths.list[i] };
    status = command_each_file(all->paths.list, all->paths.n, "", look_at_file, all, &nothing);
    if (!all->drop_text && say_uncovered(all))
        status = STATUS_USAGE;
    forget_sums(all);
    return status;
}

/* ---- the second time ---- */

/* Nothing of where the records come from; of what they were made with nothing but link types. */
static Types__Header
new_header(const struct record_file *records)
{
    Types__Header header = *record_file_header(records);

    header.created = (char *)(uintptr_t)header_time();
    header.version = (char *)(uintptr_t)PACKAGE_VERSION;
    header.inputsource = (char *)(uintptr_t)source;
    header.runid = (char *)protobuf_c_empty_string;
    header.set = 0;
    header.containspayloads = 0;
    header.n_options = 0;
    header.options = NULL;
    header.base.n_unknown_fields = 0;
    return header;
}

static enum status
write_file(struct anonymizing *all, struct anonymized *file)
{
    struct record_file *records = record_file_open(file->path);
    const struct choice everything = CHOICE_ALL;
    enum status status = STATUS_FAILED;
    struct chosen *chosen;
    struct passage w;

    if (!record_file_schema(records) || !(chosen = chosen_new(&everything, records))) {
        say_error("%s: cannot be read a second time: expected a file that stays as it is",
                  file->path);
    } else {
        Types__Header header = new_header(records);
        struct file_plan plan = exporting_plan(&all->to, records);

        plan.header = &header;
        passage_begin(&w, all, file, records);
        status = exporting_write(&all->to, chosen, records, &plan, rewrite, &w);
        passage_end(&w);
        chosen_free(chosen);
    }
    if (status == STATUS_DONE && record_file_damage(records)) {
        say_error("%s: %s", file->path, record_file_damage(records));
        status = STATUS_PARTIAL;
    }
    record_file_close(records);
    return status;
}

enum status
anonymizing_write(struct anonymizing *all)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < all->paths.n && status != STATUS_FAILED; i++)
        if (all->files[i].name)
            status = command_worse(status, write_file(all, &all->files[i]));
    return status;
}

void
anonymizing_free(struct anonymizing *all)
{
    forget_sums(all);
    for (size_t i = 0; all->files && i < all->paths.n; i++)
        free(all->files[i].name);
    free(all->files);
    paths_free(&all->paths);
}
