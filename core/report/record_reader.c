/* SPDX-License-Identifier: Apache-2.0 */
#include "report/record_reader.h"

#include "base/textbuf.h"
#include "query/instant.h"

#include <stdlib.h>
#include <string.h>

struct histogram_reader {
    struct figure_histogram *histogram;
    struct shown field, by;
};

struct record_reader {
    struct figures *figures;
    struct figure_type *type;
    const struct schema_message *record;
    const struct schema_field *time; /* NULL: the records have none */
    struct values *values;
    struct value_wanted *wanted;
    struct pool pool; /* of what is wanted */
    struct traffic_reader *traffic;
    struct table_reader *tables[FIGURES_TABLES];
    struct histogram_reader histograms[FIGURES_HISTOGRAMS];
    size_t n_tables, n_histograms;
    struct textbuf text;
};

static bool
is_of(const struct record_reader *reader, const struct outline_section *section)
{
    return strcmp(outline_value(section, "record"), reader->type->name) == 0;
}

static void
bind_histogram(struct record_reader *reader, struct figure_histogram *histogram)
{
    const struct outline *outline = &reader->figures->outline;
    struct histogram_reader *one = &reader->histograms[reader->n_histograms];
    bool field =
        shown_new(&one->field, outline, reader->record, outline_value(histogram->section, "field"));
    bool by = shown_new(&one->by, outline, reader->record, outline_value(histogram->section, "by"));

    one->histogram = histogram;
    if (!field || !by) {
        shown_free(&one->field);
        shown_free(&one->by);
        return;
    }
    histogram->unit = one->field.columns.list[0].field.meaning;
    shown_want(&one->field, &reader->pool, &reader->wanted, reader->record);
    shown_want(&one->by, &reader->pool, &reader->wanted, reader->record);
    reader->n_histograms++;
}

static void
bind(struct record_reader *reader)
{
    struct figures *figures = reader->figures;

    for (size_t i = 0; i < figures->n_tables; i++)
        if (is_of(reader, figures->tables[i]->section)) {
            struct table_reader *table =
                table_reader_new(figures->tables[i], &figures->outline, reader->record,
                                 &reader->pool, &reader->wanted);

            if (table)
                reader->tables[reader->n_tables++] = table;
        }
    for (size_t i = 0; i < figures->n_histograms; i++)
        if (is_of(reader, figures->histograms[i].section))
            bind_histogram(reader, &figures->histograms[i]);
    reader->traffic = traffic_reader_new(&figures->traffic, &figures->outline, reader->type->name,
                                         reader->record, &reader->pool, &reader->wanted);
}

struct record_reader *
record_reader_new(struct figures *figures, struct figure_type *type,
                  const struct schema_message *record)
{
    struct record_reader *reader = need(1, sizeof *reader);

    reader->figures = figures;
    reader->type = type;
    reader->record = record;
    reader->values = values_new(record);
    reader->text.fd = -1;
    reader->time = instant_field(record);
    if (reader->time) {
        uint16_t place = (uint16_t)(reader->time - record->fields);

        value_want(&reader->pool, &reader->wanted, record, &place, 1);
    }
    bind(reader);
    if (!reader->wanted) /* all of it */
        reader->wanted = pool_take(&reader->pool, record->count * sizeof *reader->wanted + 1);
    return reader;
}

void
record_reader_free(struct record_reader *reader)
{
    for (size_t i = 0; i < reader->n_tables; i++)
        table_reader_free(reader->tables[i]);
    for (size_t i = 0; i < reader->n_histograms; i++) {
        shown_free(&reader->histograms[i].field);
        shown_free(&reader->histograms[i].by);
    }
    traffic_reader_free(reader->traffic);
    values_free(reader->values);
    pool_free(&reader->pool);
    textbuf_free(&reader->text);
    free(reader);
}

/* Whether the record has a time, and in which bin that is. */
static bool
add_time(struct record_reader *reader, const struct value *record, size_t *bin)
{
    struct figure_type *type = reader->type;
    bool first = type->records == type->without_time;
    wide time;

    type->records++;
    if (!reader->time ||
        !instant_of(reader->time, &record[reader->time - reader->record->fields], &time) ||
        time < 0 || time > INT64_MAX || !timeline_bin(&reader->figures->line, (int64_t)time, bin)) {
        type->without_time++;
        return false;
    }
    if (first || time < type->first)
        type->first = (int64_t)time;
    if (first || time > type->last)
        type->last = (int64_t)time;
    type->by_time->bins[*bin]++;
    return true;
}

static void
add_sizes(struct record_reader *reader, const struct value *record)
{
    for (size_t i = 0; i < reader->n_histograms; i++) {
        struct histogram_reader *one = &reader->histograms[i];

        reader->text.used = 0;
        text_string(&reader->text, "");
        shown_put(&one->by, reader->values, record, 0, &reader->text);
        histogram_add(&one->histogram->sizes, reader->text.used ? reader->text.data : "",
                      reader->text.used, shown_number(&one->field, reader->values, record));
    }
}

const char *
record_reader_add(struct record_reader *reader, const uint8_t *bytes, size_t size)
{
    const struct value *record = values_decode_some(reader->values, reader->wanted, bytes, size);
    size_t bin;
    bool timed;

    if (!record)
        return values_damage(reader->values);
    reader->type->bytes += size;
    timed = add_time(reader, record, &bin);
    if (reader->traffic)
        traffic_reader_add(reader->traffic, reader->values, record, timed ? &bin : NULL);
    for (size_t i = 0; i < reader->n_tables; i++)
        table_reader_add(reader->tables[i], reader->values, record, bytes, size);
    add_sizes(reader, record);
    return NULL;
}
