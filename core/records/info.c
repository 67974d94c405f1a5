/* SPDX-License-Identifier: Apache-2.0 */
#include "records/info.h"

#include "records/dump.h"
#include "base/memory.h"
#include "schema/value.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 14, OPT_HELP = 0 };

static const struct arg_row rows[] = {
    { OPT_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

const struct argtable info_table = {
    "netcap info",
    "FILE...",
    "Prints what the header of a file of audit records says, how many records there are, and the "
    "time they span.",
    rows,
    sizeof rows / sizeof *rows,
};

const struct argtable fields_table = {
    "netcap fields",
    "FILE...",
    "Prints number, name and type of each field of the records in a file, and of the messages "
    "inside them.",
    rows,
    sizeof rows / sizeof *rows,
};

struct span {
    struct text_time first, last;
    bool any;
};

static void
put_name(struct textbuf *to, const char *name)
{
    text_string(to, name);
    text_pad(to, ' ', NAME_WIDTH - strlen(name));
}

static void
put_row(struct textbuf *to, const char *name, const char *value)
{
    put_name(to, name);
    format_visible(to, value, strlen(value), SIZE_MAX);
    text_char(to, '\n');
}

static void
put_type(struct textbuf *to, const Types__Header *header)
{
    const ProtobufCEnumValue *type =
        protobuf_c_enum_descriptor_get_value(&types__type__descriptor, (int)header->type);

    put_name(to, "Type");
    if (*header->recordname)
        format_visible(to, header->recordname, strlen(header->recordname), SIZE_MAX);
    else
        text_string(to, type ? type->name : "unknown");
    text_string(to, ", number ");
    text_signed(to, (int64_t)header->type);
    text_char(to, '\n');
}

static void
put_created(struct textbuf *to, const char *created)
{
    struct text_time when;

    put_name(to, "Created");
    if (text_time_read((const uint8_t *)created, strlen(created), &when))
        text_time_utc(to, &when);
    else
        format_visible(to, created, strlen(created), SIZE_MAX);
    text_char(to, '\n');
}

static void
put_columns(struct textbuf *to, const struct ncapfile *file)
{
    const struct schema_message *record = ncapfile_record(file);

    put_name(to, "Columns");
    for (size_t i = 0; record && i < record->count; i++) {
        text_string(to, i ? ", " : "");
        text_string(to, record->fields[i].name);
    }
    text_string(to, record ? "\n" : "unknown, the file has no schema that can be read\n");
}

void
info_header(const struct ncapfile *file, struct textbuf *to)
{
    const Types__Header *header = ncapfile_header(file);

    put_row(to, "File", ncapfile_path(file));
    put_created(to, header->created);
    put_row(to, "Source", header->inputsource);
    put_type(to, header);
    put_row(to, "Version", header->version);
    put_row(to, "Payloads", header->containspayloads ? "yes" : "no");
    put_name(to, "Link types");
    for (size_t i = 0; i < header->n_linktypes; i++) {
        text_string(to, i ? ", " : "");
        text_unsigned(to, header->linktypes[i]);
    }
    text_string(to, header->n_linktypes ? "\n" : "unknown\n");
    if (header->n_options == 0)
        put_row(to, "Options", "none");
    for (size_t i = 0; i < header->n_options; i++)
        put_row(to, i ? "" : "Options", header->options[i]);
    put_columns(to, file);
}

static bool
earlier(const struct text_time *a, const struct text_time *b)
{
    return a->seconds < b->seconds || (a->seconds == b->seconds && a->nanoseconds < b->nanoseconds);
}

static void
widen(struct span *span, const struct schema_message *type, const struct value *record)
{
    for (size_t i = 0; i < type->count; i++) {
        struct text_time when;

        if (!type->fields[i].time || type->fields[i].repeated ||
            !text_time_read(record[i].bytes, record[i].size, &when))
            continue;
        if (!span->any || earlier(&when, &span->first))
            span->first = when;
        if (!span->any || earlier(&span->last, &when))
            span->last = when;
        span->any = true;
    }
}

static void
read_all(struct ncapfile *file, struct span *span)
{
    const struct schema_message *type = ncapfile_record(file);
    struct values *values = type ? values_new(type) : NULL;
    const uint8_t *bytes;
    size_t size;

    while ((bytes = ncapfile_next(file, &size))) {
        const struct value *record = type ? values_decode(values, bytes, size) : NULL;

        if (record)
            widen(span, type, record);
        else if (type)
            ncapfile_damaged_record(file, values_damage(values));
    }
    values_free(values);
}

static void
put_time(struct textbuf *to, const char *name, const struct span *span,
         const struct text_time *when)
{
    put_name(to, name);
    if (span->any)
        text_time_utc(to, when);
    else
        text_string(to, "unknown");
    text_char(to, '\n');
}

static void
put_info(struct ncapfile *file, struct textbuf *to)
{
    const struct source *source = ncapfile_source(file);
    struct span span = { .any = false };

    info_header(file, to);
    read_all(file, &span);
    put_row(to, "Compression", source_compression(source));
    put_name(to, "Bytes");
    text_unsigned(to, source_position(source));
    text_string(to, " in the file, ");
    text_unsigned(to, ncapfile_bytes(file));
    text_string(to, " of header and records\n");
    put_name(to, "Records");
    text_unsigned(to, ncapfile_records(file));
    text_char(to, '\n');
    put_time(to, "First", &span, &span.first);
    put_time(to, "Last", &span, &span.last);
}

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
show_file(const struct argtable *table, const char *path, struct textbuf *to)
{
    struct ncapfile *file = ncapfile_open(path);
    bool schema = ncapfile_record(file) != NULL, info = table == &info_table;
    bool wanted = !info || (ncapfile_header(file) && ncapfile_header(file)->schema.len > 0);
    enum status status = STATUS_DONE;

    if (ncapfile_header(file) && info)
        put_info(file, to);
    else if (schema)
        put_messages(to, ncapfile_record(file));
    textbuf_flush(to);
    if (ncapfile_header(file) && !schema && wanted)
        say_error("%s: %s", path, ncapfile_no_schema(file));
    if (ncapfile_damage(file))
        say_error("%s: %s", path, ncapfile_damage(file));
    if (ncapfile_damage(file) || (!schema && wanted))
        status = ncapfile_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED;
    ncapfile_close(file);
    return status;
}

enum status
info_show(const struct argtable *table, char *const *paths, size_t count, struct textbuf *to)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < count && !to->error; i++) {
        text_string(to, i ? "\n" : "");
        status = status_worse(status, show_file(table, paths[i], to));
    }
    return status;
}

static const char *
take_help(void *context, const struct arg_row *row, const char *value)
{
    (void)value;
    *(bool *)context |= row->id == OPT_HELP;
    return NULL;
}

static int
show_command(const struct argtable *table, int argc, char **argv)
{
    struct textbuf to = { .fd = 1 };
    bool help = false;
    int files = argtable_parse(table, argc, argv, take_help, &help);

    if (files < 0)
        return STATUS_USAGE;
    if (help) {
        argtable_help(table, stdout);
        return STATUS_DONE;
    }
    if (files == 0) {
        say_error("expected the name of a file; see '%s --help'", table->command);
        return STATUS_USAGE;
    }
    return finish_output(&to, info_show(table, argv, (size_t)files, &to));
}

int
info_command(int argc, char **argv)
{
    return show_command(&info_table, argc, argv);
}

int
fields_command(int argc, char **argv)
{
    return show_command(&fields_table, argc, argv);
}
