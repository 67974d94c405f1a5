/* SPDX-License-Identifier: Apache-2.0 */
#include "report/shown.h"

#include "formats/cell.h"

#include <stdlib.h>
#include <string.h>

bool
shown_new(struct shown *shown, const struct outline *outline, const struct schema_message *record,
          const char *as)
{
    char *names = need_copy(as), *list = strchr(names, ':'), why[256];
    bool found;

    *shown = (struct shown){ .names = NULL };
    if (list) {
        *list = '\0';
        shown->names = outline_section(outline, "names", list + 1);
    }
    for (char *bar = names; (bar = strchr(bar, '|'));)
        *bar = ',';
    found = columns_new(&shown->columns, record, names, why, sizeof why);
    for (char *next = strchr(names, ','); !found && next; next = strchr(names, ',')) {
        columns_free(&shown->columns);
        memmove(names, next + 1, strlen(next + 1) + 1); /* what the records have later names of */
        found = columns_new(&shown->columns, record, names, why, sizeof why);
    }
    free(names);
    return found && shown->columns.list[0].field.type != SCHEMA_MESSAGE;
}

void
shown_free(struct shown *shown)
{
    columns_free(&shown->columns);
}

void
shown_want(const struct shown *shown, struct pool *pool, struct value_wanted **wanted,
           const struct schema_message *record)
{
    for (size_t i = 0; i < shown->columns.count; i++)
        value_want(pool, wanted, record, shown->columns.list[i].path, shown->columns.list[i].depth);
}

/* The nth element of a list, or what is none. */
static const struct value *
element(const struct column *column, struct values *values, const struct value *record, size_t n)
{
    const struct value *value = column_value(column, values, record);

    if (!value || !column->field.repeated)
        return n == 0 ? value : NULL;
    for (value = value->first; value && n; n--)
        value = value->next;
    return value;
}

size_t
shown_count(const struct shown *shown, struct values *values, const struct value *record)
{
    const struct column *column = &shown->columns.list[0];
    const struct value *value = column_value(column, values, record);

    return !column->field.repeated ? 1 : value ? value->size : 0;
}

static bool
is_bytes(const struct schema_field *field)
{
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES;
}

/* The name of the number that was put there, in its place. */
static void
put_name(const struct shown *shown, struct textbuf *to, size_t from)
{
    const char *name;

    text_char(to, '\0');
    name = outline_value(shown->names, to->data + from);
    to->used--;
    if (!*name)
        return;
    to->used = from;
    text_string(to, name);
}

void
shown_put(const struct shown *shown, struct values *values, const struct value *record, size_t n,
          struct textbuf *to)
{
    struct printer printer = { .to = to, .meant = true };
    size_t from = to->used;

    for (size_t i = 0; i < shown->columns.count && to->used == from; i++) {
        const struct column *column = &shown->columns.list[i];
        const struct value *value = element(column, values, record, n);

        if (value && (!is_bytes(&column->field) || value->size))
            cell_print_element(&printer, &column->field, value);
        if (to->used > from && shown->names && !is_bytes(&column->field))
            put_name(shown, to, from);
    }
}

uint64_t
shown_number(const struct shown *shown, struct values *values, const struct value *record)
{
    for (size_t i = 0; i < shown->columns.count; i++) {
        const struct column *column = &shown->columns.list[i];
        const struct value *value = element(column, values, record, 0);

        if (value && !is_bytes(&column->field) && value->number && (int64_t)value->number > 0)
            return value->number;
    }
    return 0;
}
