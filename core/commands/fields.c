/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/fields.h"

#include "base/memory.h"
#include "commands/ask_netcapd.h"
#include "commands/commands.h"
#include "formats/visible_text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPT_PLUGINS };

static const struct arg_row rows[] = {
    { OPT_PLUGINS, 0, "plugins", "DIR", NULL, "Options",
      "of a TYPE: where the plugin is looked for; netcapd's own folder if nothing is said", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap fields",
    "FILE|DIR...|TYPE",
    "Prints number, name, type and meaning of each field of the records in a file, or of the "
    "records "
    "of a plugin that netcapd has, with its unit and what the schema says of it, and the same of "
    "the "
    "messages inside them.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

/* Widths of columns. */
struct widths {
    size_t name, type, meaning;
};

static void
widen(size_t *width, size_t length)
{
    if (length > *width)
        *width = length;
}

/* A message may always be absent. */
static const char *
label_of(const struct schema_field *field)
{
    if (field->repeated)
        return "repeated ";
    return field->presence && !field->message ? "optional " : "";
}

static size_t
type_width(const struct schema_field *field)
{
    return strlen(label_of(field)) + strlen(schema_type_name(field));
}

/* The unit where it says more than the meaning. */
static const char *
unit_of(const struct schema_field *field)
{
    return field->unit && !meaning_is_unit(field->meaning) ? field->unit : "";
}

static size_t
meaning_width(const struct schema_field *field)
{
    size_t unit = strlen(unit_of(field));

    return strlen(meaning_word(field->meaning)) + (unit ? 1 + unit : 0);
}

/* Goes on in the next column, where there is something behind. */
static void
put_gap(struct textbuf *to, size_t width, size_t used)
{
    text_pad(to, ' ', width - used + 2);
}

static void
put_field(struct textbuf *to, const struct schema_field *field, const struct widths *widths)
{
    size_t from = to->used, digits;

    text_unsigned(to, field->number);
    digits = to->used - from;
    text_pad(to, ' ', digits < 6 ? 6 - digits : 1);
    text_string(to, field->name);
    put_gap(to, widths->name, strlen(field->name));
    text_string(to, label_of(field));
    text_string(to, schema_type_name(field));
    if (meaning_width(field) || *field->comment) {
        put_gap(to, widths->type, type_width(field));
        text_string(to, meaning_word(field->meaning));
        text_string(to, *unit_of(field) ? " " : "");
        text_string(to, unit_of(field));
    }
    if (*field->comment) {
        put_gap(to, widths->meaning, meaning_width(field));
        visible_text(to, field->comment, strlen(field->comment), SIZE_MAX);
    }
    text_char(to, '\n');
}

static void
put_fields(struct textbuf *to, const struct schema_message *message)
{
    struct widths widths = { 0, 0, 0 };

    for (size_t i = 0; i < message->count; i++) {
        widen(&widths.name, strlen(message->fields[i].name));
        widen(&widths.type, type_width(&message->fields[i]));
        widen(&widths.meaning, meaning_width(&message->fields[i]));
    }
    text_string(to, message->name);
    text_string(to, *message->comment ? ": " : "");
    visible_text(to, message->comment, strlen(message->comment), SIZE_MAX);
    text_char(to, '\n');
    for (size_t i = 0; i < message->count; i++)
        put_field(to, &message->fields[i], &widths);
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

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    if (row->id == OPT_PLUGINS)
        *(const char **)context = value;
    return NULL;
}

static bool
is_type(const char *operand)
{
    return strcmp(operand, "-") != 0 && !strpbrk(operand, "/.") && access(operand, F_OK) != 0;
}

/* A type becomes standard input, where netcapd has written what it knows of it. */
static enum status
ask_for_type(const void *options, char **operands, size_t count)
{
    static char standard_input[] = "-";
    enum status status;

    if (count != 1 || !is_type(operands[0]))
        return STATUS_DONE;
    status = ask_netcapd(operands[0], *(const char *const *)options);
    operands[0] = standard_input;
    return status;
}

static int
run(int argc, char **argv)
{
    const char *plugins = NULL;

    return command_run(&command_fields, argc, argv, take_option, &plugins, show_files);
}

const struct command command_fields = {
    .name = "fields",
    .brief = "print number, name, type and meaning of a record's fields",
    .table = &table,
    .profile = &profile_reader,
    .prepare = ask_for_type,
    .run = run,
};
