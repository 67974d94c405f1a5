/* SPDX-License-Identifier: Apache-2.0 */
#include "query/places.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names alone; which have a minus is then in `descending`. */
static char *
take_signs(struct order *order, const char *fields)
{
    char *names = need_copy(fields), *to = names;
    size_t n = 0;

    order->descending = need(strlen(names) + 1, sizeof *order->descending);
    for (const char *at = names; *at;) {
        order->descending[n++] = *at == '-';
        at += *at == '-' || *at == '+';
        while (*at && *at != ',')
            *to++ = *at++;
        if (*at)
            *to++ = *at++;
    }
    *to = '\0';
    return names;
}

/* What no order is of. */
static bool
can_be_sorted(const struct order *order, char *why, size_t why_size)
{
    for (size_t i = 0; i < order->columns.count; i++)
        if (order->columns.list[i].field.type == SCHEMA_MESSAGE) {
            snprintf(why, why_size, "%s is a message: expected a field of it, as %s.%s",
                     order->columns.list[i].name, order->columns.list[i].name,
                     order->columns.list[i].field.message->count
                         ? order->columns.list[i].field.message->fields->name
                         : "Field");
            return false;
        }
    return true;
}

bool
order_new(struct order *order, const struct schema_message *record, const char *fields, char *why,
          size_t why_size)
{
    char *names;
    bool found;

    *order = (struct order){ .descending = NULL };
    if (!fields)
        return true;
    names = take_signs(order, fields);
    found = columns_new(&order->columns, record, names, why, why_size);
    free(names);
    return found && can_be_sorted(order, why, why_size);
}

void
order_free(struct order *order)
{
    columns_free(&order->columns);
    free(order->descending);
}

static int
compare_places(const struct place *a, const struct place *b, bool descending)
{
    enum key_order stands;

    if (!a->there || !b->there)
        return a->there ? -1 : b->there;
    stands = key_compare(&a->key, &b->key);
    if (stands == KEY_EQUAL || stands == KEY_OTHER)
        return 0;
    return (stands == KEY_LESS) == descending ? 1 : -1;
}

int
order_compare(const void *left, const void *right, void *context)
{
    const struct item *a = *(const struct item *const *)left;
    const struct item *b = *(const struct item *const *)right;
    const struct order *order = context;

    for (size_t i = 0; i < order->columns.count; i++) {
        int sign = compare_places(&a->places[i], &b->places[i], order->descending[i]);

        if (sign)
            return sign;
    }
    return (a->number > b->number) - (a->number < b->number);
}

void
order_find(const struct order *order, struct values *values, const struct value *record,
           struct item *item, uint8_t (*spaces)[TEST_KEY])
{
    for (size_t i = 0; i < order->columns.count; i++) {
        const struct column *column = &order->columns.list[i];
        const struct value *value = column_value(column, values, record);
        struct place *place = &item->places[i];

        if (value && column->field.repeated)
            value = value->first;
        place->there = value && test_key(&column->field, test_form_of(&column->field), value,
                                         spaces[i], &place->key);
        if (place->there && place->key.is_real && isnan(place->key.real))
            place->there = false;
    }
}
