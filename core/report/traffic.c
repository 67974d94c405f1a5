/* SPDX-License-Identifier: Apache-2.0 */
#include "report/traffic.h"

#include "base/textbuf.h"

#include <stdlib.h>
#include <string.h>

struct traffic_reader {
    struct traffic *traffic;
    char *type;
    struct shown name, bytes; /* without columns: there is none */
    uint64_t header;          /* bytes that are not counted there */
    struct textbuf text;
};

/* NAME, BYTES, HEADER: each may be missing. */
static bool
bind(struct traffic_reader *reader, const struct outline *outline,
     const struct schema_message *record, const char *as)
{
    char *name = outline_part(as, 0), *bytes = outline_part(as, 1), *header = outline_part(as, 2);
    bool found = (!name || shown_new(&reader->name, outline, record, name)) &&
                 (!bytes || shown_new(&reader->bytes, outline, record, bytes));

    reader->header = header ? strtoul(header, NULL, 10) : 0;
    free(name);
    free(bytes);
    free(header);
    return found;
}

static const char *
told_by(const struct outline_section *section, const char *type)
{
    for (size_t i = 0; section && i < section->count; i++)
        if (strcmp(section->entries[i].key, type) == 0)
            return section->entries[i].value;
    return NULL;
}

struct traffic_reader *
traffic_reader_new(struct traffic *traffic, const struct outline *outline, const char *type,
                   const struct schema_message *record, struct pool *pool,
                   struct value_wanted **wanted)
{
    const char *as = told_by(outline_section(outline, "traffic", ""), type);
    struct traffic_reader *reader;

    if (!as)
        return NULL;
    reader = need(1, sizeof *reader);
    reader->traffic = traffic;
    reader->type = need_copy(type);
    reader->text.fd = -1;
    if (!bind(reader, outline, record, as)) {
        traffic_reader_free(reader);
        return NULL;
    }
    shown_want(&reader->name, pool, wanted, record);
    shown_want(&reader->bytes, pool, wanted, record);
    return reader;
}

void
traffic_reader_free(struct traffic_reader *reader)
{
    if (!reader)
        return;
    shown_free(&reader->name);
    shown_free(&reader->bytes);
    textbuf_free(&reader->text);
    free(reader->type);
    free(reader);
}

static struct traffic_part *
part_of(struct traffic *traffic, const char *name)
{
    struct traffic_part *part = traffic->parts;

    for (size_t i = 0; i < traffic->count; i++, part++)
        if (strncmp(part->name, name, TRAFFIC_NAME - 1) == 0)
            return part;
    if (traffic->count == TRAFFIC_PARTS)
        return part - 1;
    traffic->count++;
    strncpy(part->name, traffic->count == TRAFFIC_PARTS ? "others" : name, TRAFFIC_NAME - 1);
    part->packets_by_time = timeline_add(traffic->line);
    part->bytes_by_time = timeline_add(traffic->line);
    return part;
}

void
traffic_reader_add(struct traffic_reader *reader, struct values *values, const struct value *record,
                   const size_t *bin)
{
    struct traffic_part *part;
    uint64_t bytes = 0;

    reader->text.used = 0;
    if (reader->name.columns.count)
        shown_put(&reader->name, values, record, 0, &reader->text);
    else
        text_string(&reader->text, reader->type);
    text_char(&reader->text, '\0');
    part = part_of(reader->traffic, reader->text.data);
    if (reader->bytes.columns.count)
        bytes = shown_number(&reader->bytes, values, record) + reader->header;
    part->packets++;
    part->bytes += bytes;
    if (bin) {
        part->packets_by_time->bins[*bin]++;
        part->bytes_by_time->bins[*bin] += bytes;
    }
}
