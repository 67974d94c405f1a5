/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap verify": whether what a run wrote, and what it read, is still the same. */
#include "base/argtable_print.h"
#include "base/our_file.h"
#include "base/path.h"
#include "commands/commands.h"
#include "commands/rerun.h"
#include "commands/verify_inputs.h"
#include "formats/visible_text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_RERUN, OPT_INPUTS, OPT_OUTPUTS, OPT_PLUGINS, OPT_WORKERS, DEPTH_MAX = 32 };

static const struct arg_row rows[] = {
    { OPT_INPUTS, 0, "inputs", "DIR", NULL, "Options",
      "where the captures lie by now, with as much of their paths as there is below it", NULL },
    { OPT_OUTPUTS, 0, "outputs-only", NULL, NULL, NULL,
      "leave the captures alone, which may take long to read", NULL },
    { OPT_RERUN, 0, "rerun", NULL, NULL, NULL,
      "decode the captures again, with the options of the run, and compare byte for byte", NULL },
    { OPT_WORKERS, 'w', "workers", "N", NULL, "Of --rerun", "as netcapd has it", NULL },
    { OPT_PLUGINS, 'p', "plugins", "DIR", NULL, NULL, "as netcapd has it", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Messages", "print this help", NULL },
};

static const struct argtable table = {
    "netcap verify",
    "DIR|run.json...",
    "Compares the files of runs, and their captures, with what run.json says of them.",
    rows,
    sizeof rows / sizeof *rows,
};

struct arguments {
    struct verify verify;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct arguments *to = context;

    switch (row->id) {
    case OPT_RERUN: to->verify.rerun = true; break;
    case OPT_INPUTS: to->verify.inputs = value; break;
    case OPT_OUTPUTS: to->verify.outputs_only = true; break;
    case OPT_PLUGINS: to->verify.plugins = value; break;
    case OPT_WORKERS: to->verify.workers = value; break;
    default: to->help = true; break;
    }
    return NULL;
}

/* ---- the files of the run ---- */

static void
verify_file(struct verify *v, const char *path, const struct json *file)
{
    const char *wanted = json_text(file, "sha256");
    struct file_sum sum;
    uint64_t bytes = 0;

    if (!wanted || !json_number(file, "bytes", &bytes))
        verify_differs(v, path, "has no sum in run.json");
    else if (!file_sum(path, &sum))
        verify_differs(v, path, "%s", errno == ENOENT ? "is missing" : strerror(errno));
    else if (sum.bytes != bytes)
        verify_differs(v, path, "is changed: it has %" PRIu64 " bytes, the run wrote %" PRIu64,
                       sum.bytes, bytes);
    else if (strcmp(sum.sha256, wanted) != 0)
        verify_differs(v, path, "is changed: its SHA-256 is %s, the run wrote %s", sum.sha256,
                       wanted);
}

static const struct json *
named(const struct json *files, const char *name)
{
    const char *is;

    while (files && (!(is = json_text(files, "name")) || strcmp(is, name) != 0))
        files = files->next;
    return files;
}

static size_t
verify_files(struct verify *v, const struct run_file *run)
{
    size_t n = 0;

    for (const struct json *f = run_file_list(run, "files"); f; f = f->next, n++) {
        const char *name = json_text(f, "name");
        char *path;

        if (!name || our_file(name) == OUR_NONE) {
            verify_differs(v, run->path, "lists a file that is none of netcapd's");
            continue;
        }
        path = path_join(run->folder, name, "");
        verify_file(v, path, f);
        free(path);
    }
    return n;
}

static int
is_of_a_run(const struct dirent *entry)
{
    enum our_file kind = our_file(entry->d_name);

    return kind == OUR_RECORDS || kind == OUR_TABLES || kind == OUR_PACKETS;
}

/* What has a name that netcapd gives, and is none of the run's. */
static void
verify_others(struct verify *v, const struct run_file *run)
{
    struct dirent **entries;
    int n = scandir(run->folder, &entries, is_of_a_run, alphasort);

    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        char *path = path_join(run->folder, name, "");

        if (!named(run_file_list(run, "files"), name))
            verify_differs(v, path, "%s",
                           named(run_file_list(run, "older"), name)
                               ? "is of an earlier run"
                               : "is not of this run, which does not list it");
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    else
        verify_differs(v, run->folder, "cannot be looked through: %s", strerror(errno));
}

/* ---- runs ---- */

static void
verify_run(struct verify *v, const char *path)
{
    enum status before = v->status;
    struct run_file run;
    size_t files;

    v->status = run_file_open(&run, path);
    if (v->status == STATUS_DONE)
        v->status = run_file_sound(&run);
    if (v->status == STATUS_DONE) {
        files = verify_files(v, &run);
        verify_others(v, &run);
        if (!v->outputs_only)
            verify_inputs(v, &run);
        if (v->rerun && v->status == STATUS_DONE)
            verify_rerun(v, &run);
        if (v->status == STATUS_DONE)
            verify_notes(v, run.folder, "%zu %s as the run wrote %s", files,
                         files == 1 ? "file is" : "files are", files == 1 ? "it" : "them");
    }
    v->status = command_worse(v->status, before);
    run_file_close(&run);
}

static int
is_no_dot(const struct dirent *entry)
{
    return *entry->d_name != '.';
}

static bool
has_report(const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, "");
    FILE *file = fopen(path, "re");

    if (file)
        fclose(file);
    free(path);
    return file;
}

/* A run, or a folder of runs; how many there were. */
static size_t
verify_below(struct verify *v, const char *path, int depth)
{
    struct dirent **entries;
    size_t runs = 0;
    int n;

    if (!path_is_folder(path) || has_report(path)) {
        verify_run(v, path);
        return 1;
    }
    n = depth < DEPTH_MAX ? scandir(path, &entries, is_no_dot, alphasort) : -1;
    for (int i = 0; i < n; i++) {
        char *inside = path_join(path, entries[i]->d_name, "");

        if (path_is_folder(inside))
            runs += verify_below(v, inside, depth + 1);
        free(inside);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return runs;
}

static enum status
verify_all(struct verify *v, char *const *operands, size_t count)
{
    for (size_t i = 0; i < count && !v->to.error; i++)
        if (!verify_below(v, operands[i], 0)) {
            say_error("%s: there is no run below it: expected a folder with a " OUR_REPORT_NAME,
                      operands[i]);
            v->status = command_worse(v->status, STATUS_FAILED);
        }
    textbuf_flush(&v->to);
    if (v->to.error && v->to.error != EPIPE) {
        say_unwritten(v->to.error);
        v->status = STATUS_FAILED;
    }
    textbuf_free(&v->to);
    return v->status;
}

/* Captures may lie anywhere; who starts netcapd needs more than reading. */
static bool
confine(const struct verify *v)
{
    char everywhere[] = "/", *paths[] = { everywhere };

    return v->rerun || command_confine(&profile_reader, paths, 1, NULL);
}

static int
run(int argc, char **argv)
{
    struct arguments to = { .verify = { .to.fd = 1 } };
    int runs = argtable_parse(&table, argc, argv, take_option, &to);

    if (runs < 0)
        return STATUS_USAGE;
    if (to.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (runs == 0 || (!to.verify.rerun && (to.verify.workers || to.verify.plugins))) {
        say_error("%s; see 'netcap verify --help'",
                  runs == 0 ? "expected the folder of a run"
                            : "--workers and --plugins are for --rerun");
        return STATUS_USAGE;
    }
    return confine(&to.verify) ? (int)verify_all(&to.verify, argv, (size_t)runs) : STATUS_FAILED;
}

const struct command command_verify = {
    .name = "verify",
    .brief = "compare the files of a run, and its captures, with what run.json says",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
