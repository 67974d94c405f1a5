/* SPDX-License-Identifier: Apache-2.0 */
/* A file of records, written out in every form there is: with the schema that it brings. */
#include "fuzz.h"

#include "base/wire.h"
#include "commands/dump.h"
#include "commands/fields.h"
#include "commands/info.h"
#include "commands/proto_text.h"
#include "formats/csv_rows.h"
#include "formats/formats.h"
#include "output/file_formats.h"
#include "records/reading_line.h"
#include "records/whole.h"
#include "source/source.h"

#include <fcntl.h>
#include <unistd.h>

enum { COLUMNS = 256 }; /* of lines that are compared */

static void
dump(char *const *paths, int nowhere, const struct format *format, bool other)
{
    struct dump_options options = { .format = format,
                                    .separator = other ? ';' : ',',
                                    .style = { .utc = other,
                                               .bytes = other ? BYTES_TEXT : BYTES_AUTO,
                                               .nested = other,
                                               .big_numbers = other },
                                    .title = true,
                                    .choice = CHOICE_ALL };
    struct textbuf to = { .fd = nowhere };

    dump_files(&options, paths, 1, &to);
    textbuf_free(&to);
}

/* As netcap export does, which takes files block by block. */
static void
fill_block(struct record_file *file, struct textbuf *block, size_t most)
{
    const uint8_t *bytes;
    size_t size;

    while (block->used < most && (bytes = record_file_next(file, &size))) {
        uint8_t *at = (uint8_t *)textbuf_space(block, WIRE_VARINT_MAX);

        block->used += (size_t)(wire_put_varint(at, size) - at);
        text_bytes(block, bytes, size);
    }
}

static void
pack(const char *path, const struct file_format *format, enum compression_kind compression)
{
    struct record_file *file = record_file_open(path);
    struct textbuf block = { .fd = -1 };
    struct packed packed = { .bytes.fd = -1, .note.fd = -1 };
    const struct file_plan plan = { .format = format,
                                    .record = record_file_schema(file),
                                    .header = record_file_header(file),
                                    .style = { .compression.kind = compression,
                                               .time_unit = compression == COMPRESSION_NONE,
                                               .text = { .nested = NESTED_JSON,
                                                         .bytes = BYTES_BASE64 } } };
    char why[512];

    if (plan.record && format->begin(&plan, &packed.bytes, why, sizeof why)) {
        fill_block(file, &block, format->block_size);
        if (block.used && format->pack)
            format->pack(&plan, (const uint8_t *)block.data, block.used, &packed);
        if (format->finish)
            format->finish(&plan, &packed.note, &packed.bytes);
    }
    textbuf_free(&block);
    textbuf_free(&packed.bytes);
    textbuf_free(&packed.note);
    record_file_close(file);
}

/* Lines of CSV as they are made straight from the wire, and as by way of values. */
struct lines {
    struct textbuf straight, wanted;
    struct printer printer; /* to the second */
    struct columns columns;
    struct values *values;
    struct csv_rows *rows;
};

static void
compare_line(struct lines *lines, struct wire record)
{
    const struct value *fields = values_decode(lines->values, record.at, wire_left(&record));
    const struct value *cells[COLUMNS];

    lines->straight.used = lines->wanted.used = 0;
    if (!csv_rows_put(lines->rows, record))
        return;
    if (!fields)
        broken("a damaged record became a line");
    for (size_t i = 0; i < lines->columns.count; i++)
        cells[i] = column_value(&lines->columns.list[i], lines->values, fields);
    format_csv.record(&lines->printer, cells);
    if (lines->straight.used != lines->wanted.used ||
        memcmp(lines->straight.data, lines->wanted.data, lines->wanted.used) != 0)
        broken("a line straight from the wire is another than by way of values");
}

static void
compare_lines(const char *path, struct text_style style)
{
    struct record_file *file = record_file_open(path);
    const struct schema_message *schema = record_file_schema(file);
    struct lines lines = { .straight.fd = -1, .wanted.fd = -1, .values = values_new(schema) };
    struct printer straight = { .to = &lines.straight, .separator = ',', .style = style };
    const uint8_t *bytes;
    size_t size;
    char why[512];

    lines.printer = straight;
    lines.printer.to = &lines.wanted;
    lines.printer.columns = &lines.columns;
    if (schema && schema->count <= COLUMNS &&
        columns_new(&lines.columns, schema, NULL, why, sizeof why) &&
        (lines.rows = csv_rows_new(&straight, schema)))
        while ((bytes = record_file_next(file, &size)))
            compare_line(&lines, (struct wire){ bytes, bytes + size });
    csv_rows_free(lines.rows);
    columns_free(&lines.columns);
    values_free(lines.values);
    textbuf_free(&lines.straight);
    textbuf_free(&lines.wanted);
    record_file_close(file);
}

/* As netcap check does, and netcap proto. */
static void
check(const char *path, struct textbuf *to)
{
    struct source *source = source_open(path);
    struct whole whole;
    uint64_t before = 0;

    if (!source)
        broken("the file cannot be opened again");
    whole_read(&whole, source, reading_line_step);
    for (size_t i = 0; i < whole.n_parts; before = whole.parts[i++].to)
        if (whole.parts[i].from < before || whole.parts[i].to <= whole.parts[i].from)
            broken("what is whole does not stand in the order of the file");
    if (whole.n_parts && !whole.headers)
        broken("something is whole without a header");
    if (whole.schema)
        proto_text(to, whole.header->schema.data, whole.header->schema.len);
    whole_free(&whole);
    source_close(source);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[FUZZ_PATH], *paths[] = { path };
    int file = open_bytes(bytes, size, path), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct textbuf to = { .fd = nowhere };

    if (nowhere < 0)
        broken("there is no /dev/null");
    for (int i = 0; formats[i / 2]; i++)
        dump(paths, nowhere, formats[i / 2], i % 2);
    for (int i = 0; file_formats[i]; i++)
        pack(path, file_formats[i], COMPRESSION_ZSTD);
    pack(path, &file_format_parquet, COMPRESSION_NONE);
    compare_lines(path, (struct text_style){ .utc = false });
    compare_lines(path, (struct text_style){ .utc = true,
                                             .formulas = FORMULAS_KEEP,
                                             .bytes = BYTES_TEXT });
    fields_files(paths, 1, &to);
    info_files(paths, 1, &to);
    check(path, &to);
    textbuf_free(&to);
    close(file);
    close(nowhere);
    return 0;
}
