/* SPDX-License-Identifier: Apache-2.0 */
#include "query/sorted.h"

#include "base/memory.h"
#include "query/test.h"
#include "schema/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a record by one field. */
struct place {
    bool there;
    struct key key;
};

struct item {
    const uint8_t *bytes;
    size_t size;
    uint64_t number; /* in the order they came in */
    struct place places[];
};

struct sorted {
    struct sorted_plan plan;
    struct columns columns;
    bool *descending; /* of each column */
    struct values *values;
    struct pool pool, other; /* where the items are, and where those go that stay */
    struct item **items;
    size_t count, size, at;
    uint64_t added;
    bool in_order;
};

/* The names alone; which have a minus is then in `descending`. */
static char *
take_signs(struct sorted *sorted)
{
    char *names = need_copy(sorted->plan.fields), *to = names;
    size_t n = 0;

    sorted->descending = need(strlen(names) + 1, sizeof *sorted->descending);
    for (const char *at = names; *at;) {
        sorted->descending[n++] = *at == '-';
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
can_be_sorted(const struct sorted *sorted, char *why, size_t why_size)
{
    for (size_t i = 0; i < sorted->columns.count; i++)
        if (sorted->columns.list[i].field.type == SCHEMA_MESSAGE) {
            snprintf(why, why_size, "%s is a message: expected a field of it, as %s.%s",
                     sorted->columns.list[i].name, sorted->columns.list[i].name,
                     sorted->columns.list[i].field.message->count
                         ? sorted->columns.list[i].field.message->fields->name
                         : "Field");
            return false;
        }
    return true;
}

static bool
take_fields(struct sorted *sorted, char *why, size_t why_size)
{
    char *names = take_signs(sorted);
    bool found = columns_new(&sorted->columns, sorted->plan.record, names, why, why_size);

    free(names);
    return found && can_be_sorted(sorted, why, why_size);
}

struct sorted *
sorted_new(const struct sorted_plan *plan, char *why, size_t why_size)
{
    struct sorted *sorted = need(1, sizeof *sorted);

    sorted->plan = *plan;
    sorted->values = values_new(plan->record);
    if (!plan->fields || take_fields(sorted, why, why_size))
        return sorted;
    sorted_free(sorted);
    return NULL;
}

void
sorted_free(struct sorted *sorted)
{
    if (!sorted)
        return;
    columns_free(&sorted->columns);
    values_free(sorted->values);
    pool_free(&sorted->pool);
    pool_free(&sorted->other);
    free(sorted->descending);
    free(sorted->items);
    free(sorted);
}

const char *
sorted_damage(const struct sorted *sorted)
{
    return values_damage(sorted->values);
}

static int
compare_places(const struct place *a, const struct place *b, bool descending)
{
    enum key_order order;

    if (!a->there || !b->there)
        return a->there ? -1 : b->there;
    order = key_compare(&a->key, &b->key);
    if (order == KEY_EQUAL || order == KEY_OTHER)
        return 0;
    return (order == KEY_LESS) == descending ? 1 : -1;
}

static int
compare(const void *left, const void *right, void *context)
{
    const struct item *a = *(const struct item *const *)left;
    const struct item *b = *(const struct item *const *)right;
    const struct sorted *sorted = context;

    for (size_t i = 0; i < sorted->columns.count; i++) {
        int sign = compare_places(&a->places[i], &b->places[i], sorted->descending[i]);

        if (sign)
            return sign;
    }
    return (a->number > b->number) - (a->number < b->number);
}

static void
put_in_order(struct sorted *sorted)
{
    if (sorted->columns.count && sorted->count)
        qsort_r(sorted->items, sorted->count, sizeof *sorted->items, compare, sorted);
    sorted->in_order = true;
    if (sorted->count <= sorted->plan.limit)
        return;
    if (sorted->plan.last)
        memmove(sorted->items, sorted->items + sorted->count - sorted->plan.limit,
                sorted->plan.limit * sizeof *sorted->items);
    sorted->count = sorted->plan.limit;
}

/* Bytes that lie in the record are now in its copy, others are copied as well. */
static void
move_places(struct pool *pool, struct item *item, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct key *key = &item->places[i].key;

        if (!item->places[i].there || !key->is_bytes || !key->size)
            continue;
        if (key->bytes >= from && key->bytes < from + item->size)
            key->bytes = item->bytes + (key->bytes - from);
        else
            key->bytes = memcpy(pool_take(pool, key->size), key->bytes, key->size);
    }
}

static struct item *
copy_item(struct sorted *sorted, struct pool *pool, const struct item *item)
{
    size_t count = sorted->columns.count;
    size_t size = sizeof *item + count * sizeof *item->places;
    struct item *copy = memcpy(pool_take(pool, size), item, size);
    uint8_t *bytes = pool_take(pool, item->size + 1);

    if (item->size)
        memcpy(bytes, item->bytes, item->size);
    copy->bytes = bytes;
    move_places(pool, copy, item->bytes, count);
    return copy;
}

/* Lets go of what will not be among those that are kept. */
static void
prune(struct sorted *sorted)
{
    struct pool full = sorted->pool;

    put_in_order(sorted);
    sorted->in_order = false;
    for (size_t i = 0; i < sorted->count; i++)
        sorted->items[i] = copy_item(sorted, &sorted->other, sorted->items[i]);
    pool_reset(&full);
    sorted->pool = sorted->other;
    sorted->other = full;
}

static void
find_places(struct sorted *sorted, const struct value *record, struct item *item,
            uint8_t (*spaces)[TEST_KEY])
{
    for (size_t i = 0; i < sorted->columns.count; i++) {
        const struct column *column = &sorted->columns.list[i];
        const struct value *value = column_value(column, sorted->values, record);
        struct place *place = &item->places[i];

        if (value && column->field.repeated)
            value = value->first;
        place->there = value && test_key(&column->field, test_form_of(&column->field), value,
                                         spaces[i], &place->key);
        if (place->there && place->key.is_real && isnan(place->key.real))
            place->there = false;
    }
}

/* Whether there is memory for one more.  What stays after pruning leaves space for many more, or it
 * is too much: not each record is to be paid for with an order of all. */
static bool
has_space(struct sorted *sorted, size_t size)
{
    size_t most = sorted->plan.memory;

    if (sorted->count > sorted->plan.limit &&
        (sorted->count - sorted->plan.limit) / 2 > sorted->plan.limit + 512)
        prune(sorted);
    if (sorted->pool.total + size <= most)
        return true;
    if (sorted->count <= sorted->plan.limit)
        return false;
    prune(sorted);
    return sorted->pool.total + size <= most / 4 * 3;
}

static void
keep(struct sorted *sorted, const struct item *item)
{
    if (sorted->count == sorted->size) {
        sorted->size = 2 * sorted->size + 64;
        sorted->items = grow(sorted->items, sorted->size * sizeof *sorted->items);
    }
    sorted->items[sorted->count++] = copy_item(sorted, &sorted->pool, item);
}

enum sorted_took
sorted_add(struct sorted *sorted, const uint8_t *bytes, size_t size)
{
    size_t count = sorted->columns.count;
    struct item *item = need(1, sizeof *item + count * sizeof *item->places);
    uint8_t(*spaces)[TEST_KEY] = need(count + 1, sizeof *spaces);
    const struct value *record = values_decode(sorted->values, bytes, size);
    enum sorted_took took = SORTED_TOOK;

    item->bytes = bytes;
    item->size = size;
    item->number = sorted->added++;
    if (!record)
        took = SORTED_DAMAGED;
    else if (!has_space(sorted, size + sizeof *item + count * sizeof *item->places))
        took = SORTED_FULL;
    if (took == SORTED_TOOK) {
        find_places(sorted, record, item, spaces);
        keep(sorted, item);
    }
    free(spaces);
    free(item);
    return took;
}

const uint8_t *
sorted_next(struct sorted *sorted, size_t *size)
{
    const struct item *item;

    if (!sorted->in_order)
        put_in_order(sorted);
    if (sorted->at == sorted->count)
        return NULL;
    item = sorted->items[sorted->at++];
    *size = item->size;
    return item->bytes;
}
