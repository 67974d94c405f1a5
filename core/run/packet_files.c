/* SPDX-License-Identifier: Apache-2.0 */
#include "run/packet_files.h"

static bool
open_one(const struct out_folder *folder, const char *stem, const char *set, uint64_t most,
         struct capture_writer **w)
{
    *w = capture_writer_open(folder, stem, most);
    if (!*w)
        return false;
    capture_writer_set(*w, set);
    capture_writer_sum(*w);
    return true;
}

/* Packets of interfaces have their names. */
static void
name_interfaces(const struct account *a, const struct text_list *interfaces)
{
    capture_writer_interfaces(a->unknown_file, interfaces->text, interfaces->n);
    capture_writer_interfaces(a->errors_file, interfaces->text, interfaces->n);
}

bool
packet_files_open(struct account *a, const struct settings *s, const struct out_folder *folder,
                  const char *set)
{
    if (s->limits.dissect.redact)
        return true; /* packets are as they were captured */
    if (s->unknown && !open_one(folder, "unknown", set, s->unknown_size, &a->unknown_file))
        return false;
    if (s->errors && !open_one(folder, "errors", set, s->errors_size, &a->errors_file))
        return false;
    name_interfaces(a, &s->interfaces);
    return true;
}

static void
turn_one(struct capture_writer *w, struct part_files *files)
{
    struct part_file file;

    if (w && capture_writer_take(w, &file))
        part_files_move(files, &file);
}

void
packet_files_turn(struct account *a, struct part_files *files)
{
    turn_one(a->unknown_file, files);
    turn_one(a->errors_file, files);
}

uint64_t
packet_files_written(const struct account *a)
{
    return (a->unknown_file ? capture_writer_stats(a->unknown_file).written : 0) +
           (a->errors_file ? capture_writer_stats(a->errors_file).written : 0);
}

bool
packet_files_flush(struct account *a)
{
    bool ok = !a->unknown_file || capture_writer_flush(a->unknown_file);

    return (!a->errors_file || capture_writer_flush(a->errors_file)) && ok;
}

static bool
finish_one(struct capture_writer *w, bool keep, struct older *older)
{
    bool ok = !w || capture_writer_finish(w, keep);

    if (w && capture_writer_stats(w).name)
        older_forget(older, capture_writer_stats(w).name);
    return ok;
}

bool
packet_files_finish(struct account *a, bool keep, struct older *older)
{
    bool ok = finish_one(a->unknown_file, keep, older);

    return finish_one(a->errors_file, keep, older) && ok;
}

void
packet_files_free(struct account *a)
{
    capture_writer_free(a->unknown_file);
    capture_writer_free(a->errors_file);
    a->unknown_file = a->errors_file = NULL;
}
