/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/info.h"

#include "commands/commands.h"
#include "formats/visible_text.h"
#include "schema/value.h"
#include "source/source.h"

#include <string.h>

enum { NAME_WIDTH = 14 };

static const struct arg_row rows[] = {
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

static const struct argtable table = {
    "netcap info",
    "FILE|DIR...",
    "Prints what the header of a file of audit records says, how many records there are, and the "
    "time they span.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct period {
    struct text_time first, last;
    bool any; /* a record with a time was there */
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
    visible_text(to, value, strlen(value), SIZE_MAX);
    text_char(to, '\n');
}

/* What tells its file from all others. */
static void
put_run(struct textbuf *to, const Types__Header *header)
{
    put_name(to, "Run");
    visible_text(to, header->runid, strlen(header->runid), SIZE_MAX);
    if (header->set) {
        text_string(to, ", set ");
        text_unsigned(to, header->set);
    }
    text_char(to, '\n');
}

static void
put_type(struct textbuf *to, const Types__Header *header)
{
    const ProtobufCEnumValue *type =
        protobuf_c_enum_descriptor_get_value(&types__type__descriptor, (int)header->type);

    put_name(to, "Type");
    if (*header->recordname)
        visible_text(to, header->recordname, strlen(header->recordname), SIZE_MAX);
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
        visible_text(to, created, strlen(created), SIZE_MAX);
    text_char(to, '\n');
}

static void
put_columns(struct textbuf *to, const struct record_file *file)
{
    const struct schema_message *record = record_file_schema(file);

    put_name(to, "Columns");
    for (size_t i = 0; record && i < record->count; i++) {
        text_string(to, i ? ", " : "");
        text_string(to, record->fields[i].name);
    }
    text_string(to, record ? "\n" : "unknown, the file has no schema that can be read\n");
}

void
info_header(const struct record_file *file, struct textbuf *to)
{
    const Types__Header *header = record_file_header(file);

    put_row(to, "File", record_file_path(file));
    put_created(to, header->created);
    put_row(to, "Source", header->inputsource);
    put_type(to, header);
    put_row(to, "Version", header->version);
    if (*header->runid)
        put_run(to, header);
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
widen(struct period *period, const struct schema_message *type, const struct value *record)
{
    for (size_t i = 0; i < type->count; i++) {
        struct text_time when;

        if (!schema_is_time(&type->fields[i]) || type->fields[i].repeated ||
            !text_time_read(record[i].bytes, record[i].size, &when))
            continue;
        if (!period->any || earlier(&when, &period->first))
            period->first = when;
        if (!period->any || earlier(&period->last, &when))
            period->last = when;
        period->any = true;
    }
}

static void
read_all(struct record_file *file, struct period *period)
{
    const struct schema_message *type = record_file_schema(file);
    struct values *values = type ? values_new(type) : NULL;
    const uint8_t *bytes;
    size_t size;

    while ((bytes = record_file_next(file, &size))) {
        const struct value *record = type ? values_decode(values, bytes, size) : NULL;

        if (record)
            widen(period, type, record);
        else if (type)
            record_file_set_damage(file, values_damage(values));
    }
    values_free(values);
}

static void
put_time(struct textbuf *to, const char *name, const struct period *period,
         const struct text_time *when)
{
    put_name(to, name);
    if (period->any)
        text_time_utc(to, when);
    else
        text_string(to, "unknown");
    text_char(to, '\n');
}

static void
put_info(struct record_file *file, struct textbuf *to)
{
    const struct source *source = record_file_source(file);
    struct period period = { .any = false };

    info_header(file, to);
    read_all(file, &period);
    if (record_file_headers(file) > 1) {
        put_name(to, "Files");
        text_unsigned(to, record_file_headers(file));
        text_string(to, ", one behind the other; the header is the first one's\n");
    }
    if (record_file_lends_schema(file))
        put_row(to, "Schema", "not in the file, that of the plugins of this netcap");
    put_row(to, "Compression", source_compression(source));
    put_name(to, "Bytes");
    text_unsigned(to, source_position(source));
    text_string(to, " in the file, ");
    text_unsigned(to, record_file_bytes(file));
    text_string(to, " of header and records\n");
    put_name(to, "Records");
    text_unsigned(to, record_file_count(file));
    text_char(to, '\n');
    put_time(to, "First", &period, &period.first);
    put_time(to, "Last", &period, &period.last);
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    (void)context;
    put_info(file, to);
    /* Files without one are old, not damaged. */
    if (record_file_header(file)->schema.len > 0 && !command_has_schema(file, to))
        return STATUS_PARTIAL;
    return STATUS_DONE;
}

enum status
info_files(char *const *paths, size_t count, struct textbuf *to)
{
    return command_each_file(paths, count, "\n", show, NULL, to);
}

static enum status
show_files(const void *options, char *const *paths, size_t count, struct textbuf *to)
{
    (void)options;
    return info_files(paths, count, to);
}

static int
run(int argc, char **argv)
{
    return command_run(&command_info, argc, argv, NULL, NULL, show_files);
}

const struct command command_info = {
    .name = "info",
    .brief = "print the header, the number of records and their time span",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
