/* SPDX-License-Identifier: Apache-2.0 */
#include "records/fields.h"

#include "base/memory.h"
#include "records/commands.h"

#include <stdlib.h>
#include <string.h>

static const struct arg_row rows[] = {
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

static const struct argtable table = {
    "netcap fields",
    "FILE...",
    "Prints number, name and type of each field of the records in a file, and of the messages "
    "inside them.",
    rows,
    sizeof rows / sizeof *rows,
};

static void
put_fields(struct textbuf *to, const struct schema_message *message)
{
    size_t width = 0;

    for (size_t i = 0; i < message->count; i++)
        if (strlen(message->fields[i].name) > width)
            width = strlen(message->fields[i].name);
    text_string(to, message->name);
    text_char(to, '\n');
    for (size_t i = 0; i < message->count; i++) {
        const struct schema_field *field = &message->fields[i];
        size_t from = to->used, digits;

        text_unsigned(to, field->number);
        digits = to->used - from;
        text_pad(to, ' ', digits < 6 ? 6 - digits : 1);
        text_string(to, field->name);
        text_pad(to, ' ', width - strlen(field->name) + 2);
        text_string(to, field->repeated ? "repeated " : "");
        text_string(to, schema_type_name(field));
        text_char(to, '\n');
    }
}

struct seen {
    const struct schema_message **list;
    size_t count;
};

static void
see(struct seen *seen, const struct schema_message *message)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->list[i] == message)
            return;
    seen->list = grow(seen->list, (seen->count + 1) * sizeof *seen->list);
    seen->list[seen->count++] = message;
}

/* Each message once, however often and however deep it is used. */
static void
put_messages(struct textbuf *to, const struct schema_message *record)
{
    struct seen seen = { NULL, 0 };

    see(&seen, record);
    for (size_t at = 0; at < seen.count; at++) {
        const struct schema_message *message = seen.list[at];

        text_string(to, at ? "\n" : "");
        put_fields(to, message);
        for (size_t i = 0; i < message->count; i++)
            if (message->fields[i].message)
                see(&seen, message->fields[i].message);
    }
    free(seen.list);
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    (void)context;
    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    put_messages(to, record_file_schema(file));
    return STATUS_DONE;
}

enum status
fields_files(char *const *paths, size_t count, struct textbuf *to)
{
    return command_each_file(paths, count, "\n", show, NULL, to);
}

static enum status
show_files(const void *options, char *const *paths, size_t count, struct textbuf *to)
{
    (void)options;
    return fields_files(paths, count, to);
}

static int
run(int argc, char **argv)
{
    return command_run(&command_fields, argc, argv, NULL, NULL, show_files);
}

const struct command command_fields = {
    .name = "fields",
    .brief = "print number, name and type of a record's fields",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
