/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap check": whether files of records are whole, and what of them can be read. */
#include "base/argtable_print.h"
#include "base/live_line.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "commands/commands.h"
#include "formats/visible_text.h"
#include "records/new_file.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "records/run_file.h"
#include "records/unfinished.h"
#include "records/whole.h"
#include "source/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

enum { OPT_REPAIR, OPT_OUT };

static const struct arg_row rows[] = {
    { OPT_REPAIR, 0, "repair", NULL, NULL, "Options",
      "copy what is whole into new files of the same names in the folder that -o gives", NULL },
    { OPT_OUT, 'o', "out-dir", "DIR", NULL, NULL,
      "where --repair writes to, made if it is missing; nothing that is there is replaced", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap check",
    "FILE|DIR...",
    "Verifies every block and every record of files of audit records, and says of those that are "
    "damaged what can be read.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct check {
    bool repair, help;
    const char *out;
    struct out_folder folder;
    struct textbuf to;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct check *check = context;

    switch (row->id) {
    case OPT_REPAIR: check->repair = true; break;
    case OPT_OUT: check->out = value; break;
    default: check->help = true; break;
    }
    return NULL;
}

static void
put_count(struct textbuf *to, uint64_t count, const char *one, const char *several)
{
    text_unsigned(to, count);
    text_char(to, ' ');
    text_string(to, count == 1 ? one : several);
}

/* "900 records of types.TYPE in 4 blocks" */
static void
put_whole(struct textbuf *to, const struct whole *whole)
{
    const char *name = whole->header->recordname;

    put_count(to, whole->records, "record", "records");
    if (*name) {
        text_string(to, " of ");
        visible_text(to, name, strlen(name), SIZE_MAX);
    }
    if (strcmp(whole->compression, "none") == 0) {
        text_string(to, ", not compressed, so without checksums");
    } else {
        text_string(to, " in ");
        put_count(to, whole->blocks, "block", "blocks");
    }
    if (whole->headers > 1) {
        text_string(to, ", of ");
        text_unsigned(to, whole->headers);
        text_string(to, " files one behind the other");
    }
}

static void
put_hole(struct textbuf *to, const struct whole *whole, const struct whole_hole *hole)
{
    text_string(to, "  from byte ");
    text_unsigned(to, hole->from);
    text_string(to, " to ");
    if (hole->to == UINT64_MAX)
        text_string(to, "the end");
    else
        text_unsigned(to, hole->to);
    text_string(to, ": ");
    visible_text(to, hole->what, strlen(hole->what), SIZE_MAX);
    text_string(to, "; ");
    put_count(to, hole->before, "whole record", "whole records");
    text_string(to, " before it, ");
    text_unsigned(to, whole->records - hole->before);
    text_string(to, " behind it");
    if (hole->loose) {
        text_string(to, ", ");
        text_unsigned(to, hole->loose);
        text_string(to, " in it that nothing vouches for");
    }
    text_char(to, '\n');
}

static void
put_result(struct textbuf *to, const char *path, const struct whole *whole)
{
    visible_text(to, path, strlen(path), SIZE_MAX);
    text_string(to, whole->n_holes ? ": damaged: " : ": whole: ");
    put_whole(to, whole);
    text_string(to, whole->n_holes ? " are whole\n" : "\n");
    for (size_t i = 0; i < whole->n_holes; i++)
        put_hole(to, whole, &whole->holes[i]);
    if (whole->unknown) {
        text_string(to, "  ");
        put_count(to, whole->unknown, "record has", "records have");
        text_string(to, " fields that the schema of our plugins does not know\n");
    }
}

static bool
copy_part(struct new_file *made, const char *path, const struct source *source,
          const struct whole_part *part)
{
    uint8_t bytes[64 << 10];

    for (uint64_t at = part->from; at < part->to;) {
        uint64_t left = part->to - at;
        size_t size = left < sizeof bytes ? (size_t)left : sizeof bytes;

        if (source_peek(source, at, bytes, size) != size) {
            say_error("%s: cannot be read a second time: expected a file that stays as it is",
                      path);
            return false;
        }
        if (!new_file_write(made, bytes, size))
            return false;
        at += size;
    }
    return true;
}

static enum status
repair(const struct check *check, const char *path, const struct source *source,
       const struct whole *whole)
{
    char *name = new_file_name(path);
    struct new_file made = { .part.fd = -1 };
    bool done;

    if (whole->n_parts == 0) {
        say_error("%s: not copied: nothing of it is whole", path);
        free(name);
        return STATUS_PARTIAL;
    }
    done = new_file_begin(&made, &check->folder, name);

    for (size_t i = 0; done && i < whole->n_parts; i++)
        done = copy_part(&made, path, source, &whole->parts[i]);
    done = done && new_file_finish(&made);
    new_file_free(&made);
    free(name);
    return done ? STATUS_DONE : STATUS_FAILED;
}

/* Whether all of a file without damage is there that its run wrote: what is cut off between two
 * blocks is told by nothing else. */
static enum status
compare(struct check *check, const char *path, const struct whole *whole)
{
    uint64_t records;

    if (whole->n_holes || !run_file_records(path, &records) || records == whole->records)
        return STATUS_DONE;
    text_string(&check->to, "  not all: " OUR_REPORT_NAME " says that the run wrote ");
    put_count(&check->to, records, "record", "records");
    text_string(&check->to, " to it\n");
    return STATUS_PARTIAL;
}

static enum status
report(struct check *check, const char *path, const struct source *source,
       const struct whole *whole)
{
    enum status status = STATUS_DONE;

    if (!whole->header) {
        say_error("%s: expected a file of audit records (TYPE.ncap.gz), its first block is none or "
                  "damaged: %s",
                  path, whole->why);
        return STATUS_PARTIAL;
    }
    if (whole->n_holes || !whole->schema)
        status = STATUS_PARTIAL;
    live_line_wipe();
    put_result(&check->to, path, whole);
    status = command_worse(status, compare(check, path, whole));
    textbuf_flush(&check->to);
    if (!whole->schema)
        say_error("%s: no more than the length of each record could be verified, as there is no "
                  "schema: %s",
                  path, whole->why);
    return check->repair ? command_worse(status, repair(check, path, source, whole)) : status;
}

static enum status
check_file(struct check *check, const char *path)
{
    struct source *source = source_open(path);
    struct whole whole;
    enum status status;

    if (!source) {
        say_error("%s: cannot be opened: %s", path, strerror(errno));
        return STATUS_FAILED;
    }
    whole_read(&whole, source, reading_line_step);
    status = report(check, path, source, &whole);
    whole_free(&whole);
    source_close(source);
    return status;
}

static enum status
check_all(struct check *check, char *const *operands, size_t count)
{
    struct paths paths;
    enum status status = paths_list(&paths, operands, count);

    reading_line_begin(paths.list, paths.n);
    for (size_t i = 0; i < paths.n && !check->to.error; i++)
        status = command_worse(status, check_file(check, paths.list[i]));
    reading_line_end();
    paths_free(&paths);
    if (check->to.error && check->to.error != EPIPE) {
        say_unwritten(check->to.error);
        status = STATUS_FAILED;
    }
    textbuf_free(&check->to);
    return status;
}

static enum status
check_to_folder(struct check *check, char *const *operands, size_t count)
{
    enum status status = out_folder_open(&check->folder, check->out, FILE_MODE, false);

    if (status != STATUS_DONE)
        return status;
    unfinished_watch(&check->folder);
    status = command_confine(&profile_writer, operands, count, check->out)
                 ? check_all(check, operands, count)
                 : STATUS_FAILED;
    out_folder_close(&check->folder);
    return status;
}

static int
run(int argc, char **argv)
{
    struct check check = { .to.fd = 1 };
    int files = argtable_parse(&table, argc, argv, take_option, &check);

    if (files < 0)
        return STATUS_USAGE;
    if (check.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (files == 0) {
        say_error("expected the name of a file; see 'netcap check --help'");
        return STATUS_USAGE;
    }
    if (check.repair != (check.out != NULL)) {
        say_error("--repair writes to the folder that -o gives: give both or none; see 'netcap "
                  "check --help'");
        return STATUS_USAGE;
    }
    if (check.repair)
        return check_to_folder(&check, argv, (size_t)files);
    if (!command_confine(&profile_reader, argv, (size_t)files, NULL))
        return STATUS_FAILED;
    return check_all(&check, argv, (size_t)files);
}

const struct command command_check = {
    .name = "check",
    .brief = "verify files, say what of damaged ones can be read, copy what is whole",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
