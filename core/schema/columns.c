/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/columns.h"

#include "base/memory.h"
#include "base/wire.h"
#include "schema/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
list_names(const struct schema_message *message, char *to, size_t size)
{
    size_t used = 0;

    to[0] = '\0';
    for (size_t i = 0; i < message->count; i++) {
        int length =
            snprintf(to + used, size - used, "%s%s", i ? ", " : "", message->fields[i].name);

        if (length < 0 || (size_t)length >= size - used) {
            snprintf(to + (size > 4 ? size - 4 : 0), 4, "...");
            return;
        }
        used += (size_t)length;
    }
}

static void
unknown_name(const struct schema_message *in, const char *name, size_t length, char *why,
             size_t why_size)
{
    char names[1600], like[256];
    bool near = near_names(in, name, length, like, sizeof like);

    list_names(in, names, sizeof names);
    snprintf(why, why_size, "%s has no field %.*s; %s%s%sit has: %s", in->name,
             (int)(length < 64 ? length : 64), name, near ? "is " : "", like,
             near ? " meant? " : "", names);
}

/* One more step of the path; the message to look in for the next one, or NULL. */
static const struct schema_message *
add_step(struct column *column, const struct schema_message *in, const struct schema_field *field)
{
    bool repeated = column->field.repeated;

    column->gathers = repeated;
    column->path = grow(column->path, (column->depth + 1) * sizeof *column->path);
    column->path[column->depth++] = (uint16_t)(field - in->fields);
    column->field = *field;
    column->field.repeated |= repeated;
    return field->message;
}

static bool
add_path(struct column *column, const struct schema_message *in, const char *name, size_t length,
         char *why, size_t why_size)
{
    const char *end = name + length;

    while (in && column->depth < WIRE_MAX_DEPTH) {
        const char *dot = memchr(name, '.', (size_t)(end - name));
        size_t step = (size_t)((dot ? dot : end) - name);
        const struct schema_field *field = near_field(in, name, step);

        if (!field) {
            unknown_name(in, name, step, why, why_size);
            return false;
        }
        in = add_step(column, in, field);
        if (!dot)
            return true;
        name = dot + 1;
    }
    snprintf(why, why_size, "%s is not a message, nothing can follow its name", column->field.name);
    return false;
}

/* As the schema writes it, whoever asked for it in letters of another case. */
static char *
path_name(const struct column *column)
{
    const struct schema_message *in = column->record;
    char *name = NULL;
    size_t used = 0;

    for (size_t i = 0; i < column->depth; i++) {
        const struct schema_field *field = &in->fields[column->path[i]];
        size_t length = strlen(field->name);

        name = grow(name, used + length + 2);
        memcpy(name + used, field->name, length);
        used += length;
        name[used++] = i + 1 < column->depth ? '.' : '\0';
        in = field->message;
    }
    return name;
}

static bool
add_column(struct columns *columns, const struct schema_message *record, const char *name,
           size_t length, char *why, size_t why_size)
{
    struct column *column;

    columns->list = grow(columns->list, (columns->count + 1) * sizeof *columns->list);
    column = &columns->list[columns->count++];
    memset(column, 0, sizeof *column);
    column->record = record;
    if (!add_path(column, record, name, length, why, why_size))
        return false;
    column->name = path_name(column);
    return true;
}

bool
columns_new(struct columns *columns, const struct schema_message *record, const char *names,
            char *why, size_t why_size)
{
    columns->list = NULL;
    columns->count = 0;
    for (size_t i = 0; !names && i < record->count; i++) {
        const char *name = record->fields[i].name;

        if (!add_column(columns, record, name, strlen(name), why, why_size))
            return false;
    }
    while (names) {
        const char *comma = strchr(names, ',');
        size_t length = comma ? (size_t)(comma - names) : strlen(names);

        if (!add_column(columns, record, names, length, why, why_size))
            return false;
        names = comma ? comma + 1 : NULL;
    }
    return true;
}

void
columns_free(struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->list[i].name);
        free(columns->list[i].path);
    }
    free(columns->list);
    columns->list = NULL;
    columns->count = 0;
}

bool
columns_same(const struct columns *a, const struct columns *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->list[i].name, b->list[i].name) != 0)
            return false;
    return true;
}

struct gathering {
    const struct column *column;
    struct values *values;
    struct value *list;
};

static void
gather_one(struct gathering *gathering, const struct value *element)
{
    struct value *copy = values_add(gathering->values), *list = gathering->list;

    *copy = *element;
    copy->next = NULL;
    if (list->next)
        list->next->next = copy;
    else
        list->first = copy;
    list->next = copy;
    list->size++;
}

/* Adds what lies below these fields, from this step of the path on. */
static void
gather(struct gathering *gathering, const struct schema_message *in, const struct value *fields,
       size_t step)
{
    const struct schema_field *field = &in->fields[gathering->column->path[step]];
    const struct value *value = &fields[gathering->column->path[step]];
    bool last = step + 1 == gathering->column->depth;
    const struct value *element = field->repeated ? value->first : value;

    for (; element; element = field->repeated ? element->next : NULL) {
        if (field->type == SCHEMA_MESSAGE && !element->fields)
            continue;
        if (last)
            gather_one(gathering, element);
        else
            gather(gathering, field->message, element->fields, step + 1);
    }
}

const struct value *
column_walk(const struct column *column, struct values *values, const struct value *record)
{
    const struct value *value = &record[column->path[0]];

    if (column->gathers) {
        struct gathering gathering = { column, values, values_add(values) };

        gather(&gathering, column->record, record, 0);
        return gathering.list;
    }
    for (size_t step = 1; step < column->depth; step++) {
        if (!value->fields)
            return NULL;
        value = &value->fields[column->path[step]];
    }
    return value;
}
