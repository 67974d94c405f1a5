/* SPDX-License-Identifier: Apache-2.0 */
#include "records/by_time.h"

#include "base/memory.h"
#include "base/textbuf.h"
#include "schema/value.h"

#include <stdlib.h>
#include <string.h>

struct head {
    struct record_file *file;
    struct values *values;
    const struct schema_field *field; /* NULL: its records have no time */
    size_t index;                     /* of it */
    struct text_time when;            /* of the record, or of the one before where it has none */
    const uint8_t *bytes;             /* NULL: the file has ended */
    size_t size;
};

struct by_time {
    struct head *heads;
    size_t count;
    struct head *given; /* whose record was given out last */
};

static void
choose_field(struct head *head)
{
    static const char *const names[] = { "Timestamp", "TimestampLast" };
    const struct schema_message *record = record_file_schema(head->file);

    for (size_t i = 0; i < 2; i++) {
        const struct schema_field *field = schema_field_named(record, names[i], strlen(names[i]));

        if (!head->field && field && schema_is_time(field) && !field->repeated)
            head->field = field;
    }
    for (size_t i = 0; i < record->count && !head->field; i++)
        if (schema_is_time(&record->fields[i]) && !record->fields[i].repeated)
            head->field = &record->fields[i];
    head->index = head->field ? (size_t)(head->field - record->fields) : 0;
}

/* A record that does not fit the schema ends its file, as what is damaged does. */
static void
step(struct head *head)
{
    const struct value *record;

    head->bytes = record_file_next(head->file, &head->size);
    record = head->bytes ? values_decode(head->values, head->bytes, head->size) : NULL;
    if (head->bytes && !record) {
        record_file_set_damage(head->file, values_damage(head->values));
        head->bytes = NULL;
    }
    if (record && head->field) {
        struct text_time when;

        if (text_time_read(record[head->index].bytes, record[head->index].size, &when))
            head->when = when;
    }
}

static bool
earlier(const struct text_time *a, const struct text_time *b)
{
    return a->seconds < b->seconds || (a->seconds == b->seconds && a->nanoseconds < b->nanoseconds);
}

struct by_time *
by_time_new(struct record_file *const *files, size_t count)
{
    struct by_time *merge = need(1, sizeof *merge);

    merge->heads = need(count, sizeof *merge->heads);
    merge->count = count;
    for (size_t i = 0; i < count; i++) {
        struct head *head = &merge->heads[i];

        head->file = files[i];
        head->values = values_new(record_file_schema(files[i]));
        choose_field(head);
        step(head);
    }
    return merge;
}

const uint8_t *
by_time_next(struct by_time *merge, size_t *size)
{
    struct head *next = NULL;

    if (merge->given)
        step(merge->given);
    for (size_t i = 0; i < merge->count; i++) {
        struct head *head = &merge->heads[i];

        if (head->bytes && (!next || earlier(&head->when, &next->when)))
            next = head;
    }
    merge->given = next;
    *size = next ? next->size : 0;
    return next ? next->bytes : NULL;
}

void
by_time_free(struct by_time *merge)
{
    for (size_t i = 0; i < merge->count; i++)
        values_free(merge->heads[i].values);
    free(merge->heads);
    free(merge);
}
