/* SPDX-License-Identifier: Apache-2.0 */
#include "records/packet_numbers.h"

#include "base/memory.h"
#include "base/say.h"
#include "schema/columns.h"

#include <inttypes.h>
#include <stdlib.h>

/* 512 MiB of them, and half as many that differ at least. */
#define MOST ((size_t)64 << 20)

static int
rising(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

void
packet_numbers_sort(struct packet_numbers *numbers)
{
    size_t kept = 0;

    if (numbers->count)
        qsort(numbers->list, numbers->count, sizeof *numbers->list, rising);
    for (size_t i = 0; i < numbers->count; i++)
        if (!kept || numbers->list[i] != numbers->list[kept - 1])
            numbers->list[kept++] = numbers->list[i];
    numbers->count = kept;
}

void
packet_numbers_free(struct packet_numbers *numbers)
{
    free(numbers->list);
}

/* False when there are too many different ones. */
static bool
add(struct packet_numbers *numbers, uint64_t number)
{
    if (numbers->count && numbers->list[numbers->count - 1] == number)
        return true;
    if (numbers->count == MOST) {
        packet_numbers_sort(numbers);
        if (numbers->count > MOST / 2)
            return false;
    }
    if (numbers->count == numbers->size) {
        numbers->size = 2 * numbers->size + 1024;
        numbers->list = grow(numbers->list, numbers->size * sizeof *numbers->list);
    }
    numbers->list[numbers->count++] = number;
    return true;
}

/* Of the record itself or of the packet that it stands in. */
static bool
find_column(const struct record_file *file, struct columns *columns)
{
    static const char *const names[] = { "PacketNumber", "Context.PacketNumber" };
    const struct schema_message *record = record_file_schema(file);
    char why[2048];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (columns_new(columns, record, names[i], why, sizeof why) &&
            columns->list->field.type == SCHEMA_UINT64)
            return true;
        columns_free(columns);
    }
    say_error(
        "%s: %s has no packet numbers: it is of many packets, or has no Context; expected records "
        "of single packets",
        record_file_path(file), record->name);
    return false;
}

struct found {
    uint64_t records, without;
    bool full;
};

static void
add_record(struct packet_numbers *numbers, const struct value *value, bool list,
           struct found *found)
{
    const struct value *element = value && list ? value->first : value;
    bool any = false;

    for (; element; element = list ? element->next : NULL)
        if (element->number) {
            any = true;
            found->full |= !add(numbers, element->number);
        }
    found->records++;
    found->without += !any;
}

/* A layer's record has the time of its packet. */
static void
take_probe(struct packet_numbers *numbers, const struct schema_message *type,
           const struct value *record, const struct value *number)
{
    const struct schema_field *field = instant_field(type);

    if (field && number && number->number &&
        instant_of(field, &record[field - type->fields], &numbers->probe_time))
        numbers->probe = number->number;
}

static struct found
add_all(struct packet_numbers *numbers, struct chosen *chosen, struct record_file *file,
        const struct column *column)
{
    const struct schema_message *type = record_file_schema(file);
    struct values *values = values_new(type);
    struct found found = { 0 };
    const uint8_t *bytes;
    size_t size;

    while (!found.full && (bytes = chosen_next(chosen, &size))) {
        const struct value *record = values_decode(values, bytes, size), *number;

        if (!record) {
            record_file_set_damage(file, values_damage(values));
            break;
        }
        number = column_value(column, values, record);
        if (!numbers->probe && column->depth > 1)
            take_probe(numbers, type, record, number);
        add_record(numbers, number, column->field.repeated, &found);
    }
    values_free(values);
    return found;
}

static enum status
tell(const struct record_file *file, const struct found *found)
{
    const char *path = record_file_path(file);

    if (found->full) {
        say_error("%s: the records are of more than %zu packets: choose fewer with --where, --from "
                  "or --to",
                  path, MOST / 2);
        return STATUS_FAILED;
    }
    if (found->without == 0)
        return STATUS_DONE;
    say_error("%s: %" PRIu64 " of the %" PRIu64 " records have no packet number: run netcapd again "
              "with --packet-numbers=on",
              path, found->without, found->records);
    return found->without == found->records ? STATUS_USAGE : STATUS_PARTIAL;
}

enum status
packet_numbers_add(struct packet_numbers *numbers, const struct choice *choice,
                   struct record_file *file)
{
    struct columns columns;
    struct chosen *chosen;
    struct found found;
    enum status status = STATUS_USAGE;

    if (!find_column(file, &columns))
        return STATUS_USAGE;
    chosen = chosen_new(choice, file);
    if (chosen) {
        found = add_all(numbers, chosen, file, columns.list);
        status = tell(file, &found);
    }
    chosen_free(chosen);
    columns_free(&columns);
    return status;
}
