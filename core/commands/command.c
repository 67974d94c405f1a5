/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "records/schemas.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum status
command_worse(enum status a, enum status b)
{
    static const int rank[] = {
        [STATUS_DONE] = 0,  [STATUS_PARTIAL] = 1, [STATUS_FAILED] = 2,
        [STATUS_USAGE] = 3, [STATUS_REFUSED] = 4,
    };

    return rank[a] > rank[b] ? a : b;
}

bool
command_has_schema(const struct record_file *file, struct textbuf *to)
{
    if (record_file_schema(file))
        return true;
    textbuf_flush(to);
    say_error("%s: %s", record_file_path(file), record_file_no_schema(file));
    return false;
}

static enum status
show_file(const char *path, command_show_file *show, void *context, struct textbuf *to)
{
    struct record_file *file = record_file_open(path);
    enum status status = record_file_header(file) ? show(context, file, to) : STATUS_DONE;

    textbuf_flush(to);
    if (record_file_damage(file)) {
        say_error("%s: %s", path, record_file_damage(file));
        status = command_worse(status, record_file_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED);
    }
    record_file_close(file);
    return status;
}

enum status
command_each_file(char *const *paths, size_t count, const char *between, command_show_file *show,
                  void *context, struct textbuf *to)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < count && !to->error; i++) {
        text_string(to, i ? between : "");
        status = command_worse(status, show_file(paths[i], show, context, to));
    }
    return status;
}

/* Writes the rest; STATUS_DONE when the reader has gone, as "head" does. */
static enum status
finish(struct textbuf *to, enum status status)
{
    textbuf_flush(to);
    if (to->error == EPIPE)
        status = STATUS_DONE;
    else if (to->error)
        say_unwritten(to->error);
    if (to->error && to->error != EPIPE)
        status = STATUS_FAILED;
    textbuf_free(to);
    return status;
}

/* The files that operands stand for. */
static enum status
show_all(command_show *show, const void *options, char *const *operands, size_t count,
         struct textbuf *to)
{
    struct paths paths;
    enum status listed = paths_list(&paths, operands, count);
    enum status shown;

    if (!isatty(STDOUT_FILENO))
        reading_line_begin(paths.list, paths.n);
    shown = paths.n ? show(options, paths.list, paths.n, to) : STATUS_DONE;
    reading_line_end();
    paths_free(&paths);
    return command_worse(listed, shown);
}

struct arguments {
    argtable_take *take;
    void *options;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct arguments *arguments = context;

    if (row->id != COMMAND_HELP)
        return arguments->take(arguments->options, row, value);
    arguments->help = true;
    return NULL;
}

bool
command_confine_above(const struct profile *profile, char *const *paths, size_t count,
                      const char *to, const char *above)
{
    struct path_rule *rules = need(2 * count + 3, sizeof *rules);
    char **named = need(count + 1, sizeof *named);
    size_t n = 0;
    bool confined;

    for (size_t i = 0; i < count; i++) {
        rules[n++] = (struct path_rule){ paths[i], PATH_READ };
        named[i] = our_file_whole(paths[i]);
        if (named[i]) /* it may get its name at any moment; then it is found here */
            rules[n++] = (struct path_rule){ named[i], PATH_READ };
    }
    rules[n++] = (struct path_rule){ schemas_folder(), PATH_READ };
    if (to)
        rules[n++] = (struct path_rule){ to, PATH_WRITE };
    if (above)
        rules[n++] = (struct path_rule){ above, PATH_CLEAR };
    confined = sandbox_program(profile, rules, n);
    for (size_t i = 0; i < count; i++)
        free(named[i]);
    free(named);
    free(rules);
    return confined;
}

bool
command_confine(const struct profile *profile, char *const *paths, size_t count, const char *to)
{
    return command_confine_above(profile, paths, count, to, NULL);
}

int
command_run(const struct command *command, int argc, char **argv, argtable_take *take,
            void *options, command_show *show)
{
    struct arguments arguments = { take, options, false };
    struct textbuf to = { .fd = 1 };
    int files = argtable_parse(command->table, argc, argv, take_option, &arguments);
    enum status status = STATUS_DONE;

    if (files < 0)
        return STATUS_USAGE;
    if (arguments.help) {
        argtable_help(command->table, stdout);
        return STATUS_DONE;
    }
    if (files == 0) {
        say_error("expected the name of a file; see '%s --help'", command->table->command);
        return STATUS_USAGE;
    }
    if (command->prepare)
        status = command->prepare(options, argv, (size_t)files);
    if (status != STATUS_DONE)
        return status;
    if (!command_confine(command->profile, argv, (size_t)files, NULL))
        return STATUS_FAILED;
    if (command->looks && command->looks(options))
        return finish(&to, show(options, argv, (size_t)files, &to));
    return finish(&to, show_all(show, options, argv, (size_t)files, &to));
}
