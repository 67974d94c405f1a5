/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap proto": the schema of a file's records, for a protobuf compiler. */
#include "base/argtable_print.h"
#include "commands/commands.h"
#include "commands/proto_text.h"
#include "records/new_file.h"
#include "records/unfinished.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0644 }; /* it says nothing of anybody */

enum { OPT_SET, OPT_OUT };

static const struct arg_row rows[] = {
    { OPT_SET, 0, "descriptor-set", NULL, NULL, "Options",
      "a binary FileDescriptorSet, as it stands in the file, instead of text", NULL },
    { OPT_OUT, 'o', "out", "FILE", NULL, NULL,
      "write to this file, which must not be there, instead of standard output", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap proto",
    "FILE",
    "Prints the schema of a file's records as the text of a .proto, comments included, or as "
    "descriptors.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct proto {
    bool set, help;
    const char *out;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct proto *proto = context;

    switch (row->id) {
    case OPT_SET: proto->set = true; break;
    case OPT_OUT: proto->out = value; break;
    default: proto->help = true; break;
    }
    return NULL;
}

static enum status
make(const struct proto *proto, struct record_file *file, struct textbuf *to)
{
    const Types__Header *header = record_file_header(file);

    if (!header) {
        say_error("%s: %s", record_file_path(file), record_file_damage(file));
        return record_file_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED;
    }
    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    if (proto->set)
        text_bytes(to, header->schema.data, header->schema.len);
    else
        proto_text(to, header->schema.data, header->schema.len);
    return STATUS_DONE;
}

static enum status
print(const struct proto *proto, const char *path)
{
    struct record_file *file = record_file_open(path);
    struct textbuf to = { .fd = 1 };
    enum status status = make(proto, file, &to);

    textbuf_flush(&to);
    if (to.error && to.error != EPIPE) {
        say_unwritten(to.error);
        status = STATUS_FAILED;
    }
    textbuf_free(&to);
    record_file_close(file);
    return status;
}

static enum status
save_in(const struct proto *proto, const char *path, const struct out_folder *folder,
        const char *name)
{
    struct record_file *file = record_file_open(path);
    struct textbuf to = { .fd = -1 };
    enum status status = make(proto, file, &to);
    struct new_file made = { .part.fd = -1 };

    if (status == STATUS_DONE &&
        (!new_file_begin(&made, folder, name) ||
         !new_file_write(&made, (const uint8_t *)to.data, to.used) || !new_file_finish(&made)))
        status = STATUS_FAILED;
    new_file_free(&made);
    textbuf_free(&to);
    record_file_close(file);
    return status;
}

static enum status
save(const struct proto *proto, char *const *path)
{
    char where[PATH_MAX] = ".";
    const char *slash = strrchr(proto->out, '/'), *name = slash ? slash + 1 : proto->out;
    struct out_folder folder;
    enum status status;

    if (!*name || strlen(proto->out) >= sizeof where) {
        say_error("--out=%s: expected the name of a file", proto->out);
        return STATUS_USAGE;
    }
    if (slash) {
        memcpy(where, proto->out, (size_t)(name - proto->out));
        where[name - proto->out] = '\0';
    }
    status = out_folder_open(&folder, where, FILE_MODE, false);
    if (status != STATUS_DONE)
        return status;
    unfinished_watch(&folder);
    status = command_confine(&profile_writer, path, 1, where)
                 ? save_in(proto, path[0], &folder, name)
                 : STATUS_FAILED;
    out_folder_close(&folder);
    return status;
}

static int
run(int argc, char **argv)
{
    struct proto proto = { .out = NULL };
    int files = argtable_parse(&table, argc, argv, take_option, &proto);

    if (files < 0)
        return STATUS_USAGE;
    if (proto.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (files != 1) {
        say_error("expected the name of one file; see 'netcap proto --help'");
        return STATUS_USAGE;
    }
    if (proto.out)
        return save(&proto, argv);
    if (!command_confine(&profile_reader, argv, 1, NULL))
        return STATUS_FAILED;
    return print(&proto, argv[0]);
}

const struct command command_proto = {
    .name = "proto",
    .brief = "print the schema of records as a .proto or as descriptors",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
