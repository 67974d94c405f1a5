/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap verify": whether what a run wrote, and what it read, is still the same. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "base/set_name.h"
#include "commands/commands.h"
#include "commands/rerun.h"
#include "commands/verify_inputs.h"
#include "commands/verify_untold.h"
#include "formats/visible_text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_RERUN, OPT_INPUTS, OPT_OUTPUTS, OPT_PLUGINS, OPT_ONLY, OPT_WORKERS, DEPTH_MAX = 32 };

static const struct arg_row rows[] = {
    { OPT_INPUTS, 0, "inputs", "DIR", NULL, "Options",
      "where the captures lie by now, with as much of their paths as there is below it", NULL },
    { OPT_OUTPUTS, 0, "outputs-only", NULL, NULL, NULL,
      "leave the captures alone, which may take long to read", NULL },
    { OPT_RERUN, 0, "rerun", NULL, NULL, NULL,
      "decode the captures again, with the options of the run, and compare byte for byte", NULL },
    { OPT_WORKERS, 'w', "workers", "N", NULL, "Of --rerun", "as netcapd has it", NULL },
    { OPT_PLUGINS, 'p', "plugins", "DIR", NULL, NULL, "as netcapd has it", &arg_several },
    { OPT_ONLY, 0, "only-plugins", NULL, NULL, NULL, "as netcapd has it", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Messages", "print this help", NULL },
};

static const struct argtable table = {
    "netcap verify",
    "DIR|run.json...",
    "Compares the files of runs, and their captures, with what run.json says of them.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct arguments {
    struct verify verify;
    bool help;
};

static void
add_plugins(struct verify *v, const char *folder)
{
    v->plugins = grow(v->plugins, (v->n_plugins + 1) * sizeof *v->plugins);
    v->plugins[v->n_plugins++] = folder;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct arguments *to = context;

    switch (row->id) {
    case OPT_RERUN: to->verify.rerun = true; break;
    case OPT_INPUTS: to->verify.inputs = value; break;
    case OPT_OUTPUTS: to->verify.outputs_only = true; break;
    case OPT_PLUGINS: add_plugins(&to->verify, value); break;
    case OPT_ONLY: to->verify.only_plugins = true; break;
    case OPT_WORKERS: to->verify.workers = value; break;
    default: to->help = true; break;
    }
    return NULL;
}

/* Files of a folder that one report tells of. */
struct names {
    struct dirent **list;
    size_t n;
};

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

static bool
is_of_a_run(const char *name)
{
    enum our_file kind = our_file(name);

    return kind == OUR_RECORDS || kind == OUR_TABLES || kind == OUR_PACKETS;
}

/* What has a name that netcapd gives to files that this report lists, and is not listed. */
static void
verify_others(struct verify *v, const struct run_file *run, const struct names *there)
{
    for (size_t i = 0; i < there->n; i++) {
        const char *name = there->list[i]->d_name;
        char *path = path_join(run->folder, name, "");

        if (is_of_a_run(name) && !named(run_file_list(run, "files"), name))
            verify_differs(v, path, "%s",
                           named(run_file_list(run, "older"), name)
                               ? "is of an earlier run"
                               : "is not of this run, which does not list it");
        free(path);
    }
}

/* ---- runs ---- */

/* There is what has the names of a run's files, or of a set's. */
static void
verify_run(struct verify *v, const char *path, const struct names *there)
{
    enum status before = v->status;
    struct run_file run;
    uint64_t set;
    size_t files;

    v->status = run_file_open(&run, path);
    if (v->status == STATUS_DONE)
        v->status = run_file_sound(&run);
    if (v->status == STATUS_DONE) {
        files = verify_files(v, &run);
        verify_others(v, &run, there);
        if (!v->outputs_only)
            verify_inputs(v, &run);
        if (v->rerun && v->status == STATUS_DONE)
            verify_rerun(v, &run);
        if (v->status == STATUS_DONE)
            verify_notes(v, json_number(run.says, "set", &set) ? run.path : run.folder,
                         "%zu %s as the run wrote %s", files, files == 1 ? "file is" : "files are",
                         files == 1 ? "it" : "them");
    }
    v->status = command_worse(v->status, before);
    run_file_close(&run);
}

static int
is_no_dot(const struct dirent *entry)
{
    return *entry->d_name != '.';
}

static int
is_ours(const struct dirent *entry)
{
    return our_file(entry->d_name) != OUR_NONE && our_file(entry->d_name) != OUR_LOCK;
}

static int
by_set(const struct dirent **a, const struct dirent **b)
{
    return set_name_order((*a)->d_name, (*b)->d_name);
}

/* Takes off the front of the names those that one report tells of, whose name is allocated. */
static struct names
next_run(struct names *names, char **report)
{
    struct names of = { names->list, 0 };
    bool same = names->n;

    *report = same ? our_file_report(of.list[0]->d_name) : NULL;
    while (same) {
        char *told;

        of.n++;
        told = of.n < names->n ? our_file_report(of.list[of.n]->d_name) : NULL;
        same = told && strcmp(told, *report) == 0;
        free(told);
    }
    names->list += of.n;
    names->n -= of.n;
    return of;
}

static bool
has(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->list[i]->d_name, name) == 0)
            return true;
    return false;
}

/* What is said of the names that one report tells of; whether there is such a report.  Of other
 * files than a set's it is no run's, then. */
static bool
verify_told(struct verify *v, const char *folder, const struct names *names, const char *report)
{
    char *path = path_join(folder, report, "");
    bool told = has(names, report);

    if (told)
        verify_run(v, path, names);
    else if (strcmp(report, OUR_REPORT_NAME) != 0 &&
             !verify_untold(v, folder, names->list, names->n))
        verify_differs(v, path, "is missing: what the run wrote to %s cannot be told",
                       names->list[0]->d_name);
    free(path);
    return told || strcmp(report, OUR_REPORT_NAME) != 0;
}

/* Those of a folder; to be freed. */
static struct names
list_names(struct verify *v, const char *folder)
{
    struct names all = { NULL, 0 };
    int n = scandir(folder, &all.list, is_ours, by_set);

    if (n < 0)
        verify_differs(v, folder, "cannot be looked through: %s", strerror(errno));
    all.n = n < 0 ? 0 : (size_t)n;
    return all;
}

static void
free_names(struct names *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->list[i]);
    free(all->list);
}

/* The runs whose reports lie in a folder, and sets; how many there were. */
static size_t
verify_folder(struct verify *v, const char *folder)
{
    struct names all = list_names(v, folder), left = all, of;
    size_t runs = 0;
    char *report;

    while (of = next_run(&left, &report), report) {
        runs += verify_told(v, folder, &of, report);
        free(report);
    }
    free_names(&all);
    return runs;
}

/* What the report at a path tells, whatever it is called. */
static void
verify_report(struct verify *v, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *wanted = our_file_report(slash ? slash + 1 : path), *report;
    char *folder = slash ? need_text("%.*s", (int)(slash - path + 1), path) : need_copy(".");
    struct names all = list_names(v, folder), left = all, of;
    bool found = false;

    while (!found && (of = next_run(&left, &report), report)) {
        found = strcmp(report, wanted) == 0;
        free(report);
    }
    verify_run(v, path, found ? &of : &left);
    free_names(&all);
    free(folder);
    free(wanted);
}

/* A run, or a folder of runs; how many there were. */
static size_t
verify_below(struct verify *v, const char *path, int depth)
{
    struct dirent **entries;
    size_t runs = 0;
    int n;

    if (!path_is_folder(path)) {
        verify_report(v, path);
        return 1;
    }
    runs = verify_folder(v, path);
    n = depth < DEPTH_MAX && !runs ? scandir(path, &entries, is_no_dot, alphasort) : -1;
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
            say_error("%s: there is no run below it: expected a folder with a " OUR_REPORT_NAME
                      ", or those of sets",
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
    if (runs == 0 || (!to.verify.rerun && (to.verify.workers || to.verify.plugins ||
                                           to.verify.only_plugins))) {
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
