/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap report": a page that shows what a run found. */
#include "base/argtable_print.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/part_file.h"
#include "base/path.h"
#include "base/visible.h"
#include "commands/commands.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "records/run_file.h"
#include "records/run_folder.h"
#include "records/unfinished.h"
#include "report/figures_json.h"
#include "report/library.h"
#include "report/page.h"
#include "report/run_sets.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MODE = 0640 }; /* it has names and addresses from records */

enum { OPT_JSON, OPT_OUT, OPT_OVERWRITE };

static const struct arg_row rows[] = {
    { OPT_OUT, 'o', "out", "FILE", NULL, "Output",
      "the file that the page is written to: its name ends with .html (.json with --json), - is "
      "standard output; report.html in DIR if nothing is said",
      NULL },
    { OPT_JSON, 0, "json", NULL, NULL, NULL,
      "the figures of the page as JSON, on standard output unless --out says where", NULL },
    { OPT_OVERWRITE, 0, "overwrite", NULL, NULL, NULL, "replace a file that is there", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Messages", "print this help", NULL },
};

static const struct argtable table = {
    "netcap report",
    "DIR",
    "Writes one page of HTML that shows what a run of netcapd found: traffic over time, protocols, "
    "who spoke with whom, flows, ports, names, how clean the capture is, and what could not be "
    "read. A browser opens it from disk; it loads nothing and sends nothing.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct report_options {
    const char *out; /* NULL: nothing is said */
    bool json, overwrite, help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct report_options *to = context;

    switch (row->id) {
    case OPT_OUT: to->out = value; return *value ? NULL : "expected the name of a file";
    case OPT_JSON: to->json = true; return NULL;
    case OPT_OVERWRITE: to->overwrite = true; return NULL;
    default: to->help = true; return NULL;
    }
}

static void
say_sets(const char *folder, const struct run_sets *sets)
{
    say_warning("%s: holds %zu sets of files, each with a report of its own: these are not added "
                "up, and the page is without them; for one of a set with its report put that set's "
                "files, as *%s.*, in a folder of their own",
                folder, sets->count, sets->newest);
}

/* What is told of all that the folder holds; a run.json that is none is said, and left out. */
static enum status
make_json(const char *folder, struct textbuf *to)
{
    char *const operands[] = { (char *)(uintptr_t)folder };
    struct run_file run = { .says = NULL };
    bool empty = run_folder_is_empty(folder);
    enum status status = STATUS_DONE;
    struct figures *figures = need(1, sizeof *figures);
    struct run_sets sets;
    struct paths paths;

    if (empty)
        say_warning("%s: the run found no records: the page has only what its " OUR_REPORT_NAME
                    " says",
                    folder);
    run_sets_read(&sets, folder);
    if (sets.count > 1)
        say_sets(folder, &sets);
    if (sets.report)
        status = run_file_open(&run, sets.report);
    figures_begin(figures);
    if (empty)
        paths = (struct paths){ .n = 0 };
    else
        status = command_worse(status, paths_list(&paths, operands, 1));
    if (paths.n && !isatty(STDOUT_FILENO))
        reading_line_begin(paths.list, paths.n);
    status = command_worse(status, figures_read(figures, paths.list, paths.n));
    reading_line_end();
    if (paths.n || empty)
        figures_json(to, figures, folder, run.says, sets.count);
    paths_free(&paths);
    figures_free(figures);
    free(figures);
    run_file_close(&run);
    run_sets_free(&sets);
    return status;
}

/* Nothing where there is nothing to be shown. */
static enum status
make(const struct report_options *options, const char *folder, struct textbuf *to)
{
    struct textbuf json = { .fd = -1 };
    enum status status = make_json(folder, &json);

    if (json.used && options->json)
        text_bytes(to, json.data, json.used);
    else if (json.used)
        report_page(to, &json);
    textbuf_free(&json);
    return status;
}

static enum status
print(const struct report_options *options, char *folder)
{
    struct textbuf to = { .fd = -1 };
    enum status status = STATUS_FAILED;

    if (command_confine(&profile_reader, &folder, 1, NULL)) {
        status = make(options, folder, &to);
        to.fd = STDOUT_FILENO;
        textbuf_flush(&to);
        if (to.error) {
            say_unwritten(to.error);
            status = STATUS_FAILED;
        }
    }
    textbuf_free(&to);
    return status;
}

/* RFC 8089, with what is not plain as RFC 3986 has it (2.1). */
static void
print_url(const char *path)
{
    fputs("to see it, give a browser file://", stdout);
    for (; *path; path++)
        if (isalnum((unsigned char)*path) || strchr("/._~-", *path))
            putchar(*path);
        else
            printf("%%%02X", (unsigned char)*path);
    putchar('\n');
}

static void
tell(const struct report_options *options, const struct out_folder *folder, const char *name,
     size_t size)
{
    char shown[PATH_MAX], whole[PATH_MAX], n[NUMBER_TEXT];
    char *path = path_join(folder->path, name, "");

    printf("%s, %s\n", visible_string(shown, sizeof shown, path), text_size((double)size, n));
    if (!options->json)
        print_url(realpath(path, whole) ? whole : path);
    free(path);
}

/* What could not be done; NULL: nothing. */
static const char *
write_part(struct part_file *file, const struct textbuf *text)
{
    size_t unfinished = unfinished_begin(file->folder->fd, part_file_name(file));
    const char *what = part_file_write(file, (const uint8_t *)text->data, text->used);

    if (!what)
        what = part_file_sync(file);
    if (!what)
        what = part_file_finish(file);
    if (what)
        unlinkat(file->folder->fd, part_file_name(file), 0);
    unfinished_end(unfinished);
    return what;
}

static enum status
write_file(const struct report_options *options, const struct out_folder *folder, const char *name,
           const struct textbuf *text)
{
    struct part_file file;
    const char *what = part_file_create(&file, folder, name, "");

    if (!what)
        what = write_part(&file, text);
    if (what)
        say_error("%s: cannot %s: %s", file.path, what, strerror(errno));
    else
        tell(options, folder, name, text->used);
    part_file_free(&file);
    return what ? STATUS_FAILED : STATUS_DONE;
}

static bool
ends_with(const char *name, const char *end)
{
    size_t size = strlen(name), n = strlen(end);

    return size > n && strcmp(name + size - n, end) == 0;
}

/* Whether a file of that name can be made there: never what a run reads or writes. */
static bool
is_free(const struct report_options *options, const struct out_folder *folder, const char *name)
{
    const char *end = options->json ? ".json" : ".html";

    if (!ends_with(name, end))
        say_error("%s/%s: expected a name that ends with %s", folder->path, name, end);
    else if (our_file(name) != OUR_NONE)
        say_error("%s/%s: is what files of runs are called: give another name with --out",
                  folder->path, name);
    else if (!options->overwrite && out_folder_has(folder, name))
        say_error("%s/%s is there already: give another name with --out, or replace it with "
                  "--overwrite",
                  folder->path, name);
    else
        return true;
    return false;
}

static enum status
write_in(const struct report_options *options, char *records, const struct out_folder *folder,
         const char *name)
{
    struct textbuf text = { .fd = -1 };
    enum status status;

    if (!is_free(options, folder, name))
        return STATUS_USAGE;
    unfinished_watch(folder);
    if (!command_confine(&profile_writer, &records, 1, folder->path))
        return STATUS_FAILED;
    status = make(options, records, &text);
    if (text.used)
        status = command_worse(status, write_file(options, folder, name, &text));
    textbuf_free(&text);
    return status;
}

/* The folder and the name that --out is made of. */
static enum status
write_out(const struct report_options *options, char *records)
{
    const char *out = options->out, *slash = out ? strrchr(out, '/') : NULL;
    char *path = !out    ? need_copy(records)
                 : slash ? need_text("%.*s", slash == out ? 1 : (int)(slash - out), out)
                         : need_copy(".");
    char why[OUT_FOLDER_WHY];
    struct out_folder folder;
    enum status status = out_folder_try(&folder, path, FILE_MODE, options->overwrite, why);

    if (status != STATUS_DONE) {
        say_error("%s: %s: %sgive a file in another folder, as -o FOLDER/report.%s", path, why,
                  status == STATUS_USAGE ? "wait for its end, or " : "",
                  options->json ? "json" : "html");
    } else {
        status = write_in(options, records, &folder,
                          !out    ? "report.html"
                          : slash ? slash + 1
                                  : out);
        out_folder_close(&folder);
    }
    free(path);
    return status;
}

/* If not, it is said. */
static bool
is_one_folder(char *const *operands, int count)
{
    if (count == 0)
        say_error("expected the folder of a run; see 'netcap report --help'");
    else if (count > 1)
        say_error("%s: is one too many, after %s: expected the folder of one run; each has a page "
                  "of its own",
                  operands[1], operands[0]);
    else if (!path_is_folder(operands[0]))
        say_error("%s: %s: expected the folder of a run", operands[0],
                  errno == ENOTDIR ? "is no folder" : strerror(errno));
    else
        return true;
    return false;
}

static int
run(int argc, char **argv)
{
    struct report_options options = { .json = false };
    int folders = argtable_parse(&table, argc, argv, take_option, &options);

    if (folders < 0)
        return STATUS_USAGE;
    if (options.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (!is_one_folder(argv, folders))
        return STATUS_USAGE;
    if (!options.json && !report_page_draws())
        library_say_missing();
    if ((options.json && !options.out) || (options.out && strcmp(options.out, "-") == 0))
        return (int)print(&options, argv[0]);
    return (int)write_out(&options, argv[0]);
}

const struct command command_report = {
    .name = "report",
    .brief = "write a page of HTML that shows what a run found",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
