/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/value.h"

#include "base/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct values {
    const struct schema_message *record;
    struct pool pool;
    struct pool added; /* without a budget: it holds copies of what is in the other */
    const uint8_t *start, *at;
    uint32_t unknown;
    char damage[160];
};

/* Where a message is decoded to. */
struct decoding {
    const struct schema_message *type;
    struct value *fields;
    const struct value_wanted *wanted; /* of each field; NULL: all of them */
    int depth;
};

static bool decode_message(struct values *values, const struct decoding *to, struct wire wire);

struct values *
values_new(const struct schema_message *record)
{
    struct values *values = need(1, sizeof *values);

    values->record = record;
    values->pool.budget = RECORD_VALUES_MOST * sizeof(struct value);
    return values;
}

void
values_free(struct values *values)
{
    if (!values)
        return;
    pool_free(&values->pool);
    pool_free(&values->added);
    free(values);
}

const char *
values_damage(const struct values *values)
{
    return values->damage;
}

uint32_t
values_unknown(const struct values *values)
{
    return values->unknown;
}

bool
value_is_there(const struct schema_field *field, const struct value *value)
{
    if (field->message)
        return value->fields != NULL;
    if (!field->presence)
        return true;
    if (field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES)
        return value->bytes != NULL;
    return value->size != 0;
}

double
value_real(const struct value *value)
{
    double real;

    memcpy(&real, &value->number, sizeof real);
    return real;
}

static bool
damage(struct values *values, const struct schema_message *type, const char *what)
{
    snprintf(values->damage, sizeof values->damage, "at its byte %zu, in %.64s: %s",
             (size_t)(values->at - values->start), type->name, what);
    return false;
}

static struct value *
take_values(struct values *values, size_t count)
{
    return pool_take(&values->pool, count * sizeof(struct value));
}

struct value *
values_add(struct values *values)
{
    return pool_take(&values->added, sizeof(struct value));
}

static uint64_t
real_bits(float single)
{
    double real = single;
    uint64_t bits;

    memcpy(&bits, &real, sizeof bits);
    return bits;
}

static uint64_t
float_bits(uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    float single;

    memcpy(&single, &low, sizeof single);
    return real_bits(single);
}

uint64_t
value_number(enum schema_type type, uint64_t bits)
{
    switch (type) {
    case SCHEMA_FLOAT: return float_bits(bits);
    case SCHEMA_INT32:
    case SCHEMA_ENUM:
    case SCHEMA_SFIXED32: return (uint64_t)(int64_t)(int32_t)(uint32_t)bits;
    case SCHEMA_UINT32: return (uint32_t)bits;
    case SCHEMA_BOOL: return bits != 0;
    case SCHEMA_SINT32:
        bits = (uint32_t)bits;
        return (uint64_t)(int64_t)(int32_t)(uint32_t)((bits >> 1) ^ (0 - (bits & 1)));
    case SCHEMA_SINT64: return (bits >> 1) ^ (0 - (bits & 1));
    default: return bits;
    }
}

/* The next element of a repeated field; NULL when there are too many values. */
static struct value *
append(struct values *values, struct value *list)
{
    struct value *element = take_values(values, 1);

    if (!element)
        return NULL;
    if (list->next)
        list->next->next = element;
    else
        list->first = element;
    list->next = element;
    list->size++;
    return element;
}

static const char too_many[] = "more values than a record can hold (4194304)";

static bool
take_packed(struct values *values, const struct schema_message *type,
            const struct schema_field *field, struct value *list, struct wire wire)
{
    while (wire.at < wire.end) {
        uint64_t bits;
        bool whole = field->wire == WIRE_VARINT
                         ? wire_varint(&wire, &bits)
                         : wire_fixed(&wire, field->wire == WIRE_64 ? 8 : 4, &bits);
        struct value *element;

        if (!whole)
            return damage(values, type, "a packed list ends in the middle of a number");
        element = append(values, list);
        if (!element)
            return damage(values, type, too_many);
        element->number = value_number(field->type, bits);
    }
    return true;
}

/* A message that comes twice is merged: what the second one holds adds to the first. */
static bool
take_message(struct values *values, const struct decoding *to, const struct schema_field *field,
             struct value *slot, struct wire inside)
{
    const struct value_wanted *wanted = NULL;

    if (to->depth >= WIRE_MAX_DEPTH)
        return damage(values, to->type, "messages nest deeper than 64");
    if (!slot->fields) {
        slot->fields = take_values(values, field->message->count);
        slot->size = field->message->count;
    }
    if (!slot->fields)
        return damage(values, to->type, too_many);
    if (to->wanted) {
        wanted = to->wanted[field - to->type->fields].inside;
        if (!wanted)
            return true;
    }
    return decode_message(
        values, &(struct decoding){ field->message, slot->fields, wanted, to->depth + 1 }, inside);
}

static bool
take_item(struct values *values, const struct decoding *to, const struct schema_field *field,
          const struct wire_item *item)
{
    struct value *slot = &to->fields[field - to->type->fields];

    if (field->wire != item->type) {
        /* An element of another wire type is an unknown field, unless it is a packed list. */
        if (field->repeated && item->type == WIRE_BYTES)
            return take_packed(values, to->type, field, slot, item->inside);
        values->unknown = item->number;
        return true;
    }
    if (field->repeated) {
        slot = append(values, slot);
        if (!slot)
            return damage(values, to->type, too_many);
    }
    if (item->type == WIRE_BYTES) {
        if (field->type == SCHEMA_MESSAGE)
            return take_message(values, to, field, slot, item->inside);
        slot->bytes = item->inside.at;
        slot->size = wire_left(&item->inside);
    } else {
        slot->number = value_number(field->type, item->bits);
        slot->size = 1;
    }
    return true;
}

static bool
decode_message(struct values *values, const struct decoding *to, struct wire wire)
{
    while (wire.at < wire.end) {
        const struct schema_field *field;
        struct wire_item item;

        values->at = wire.at;
        if (!wire_next(&wire, &item))
            return damage(values, to->type, "expected a whole field");
        field = schema_field_find(to->type, item.number);
        if (!field)
            values->unknown = item.number;
        else if ((!to->wanted || to->wanted[field - to->type->fields].it) &&
                 !take_item(values, to, field, &item))
            return false;
    }
    return true;
}

void
value_want(struct pool *pool, struct value_wanted **wanted, const struct schema_message *record,
           const uint16_t *path, size_t depth)
{
    for (size_t i = 0; i < depth; i++) {
        struct value_wanted *field;

        if (!*wanted)
            *wanted = pool_take(pool, record->count * sizeof **wanted);
        field = &(*wanted)[path[i]];
        field->it = true;
        wanted = &field->inside;
        record = record->fields[path[i]].message;
    }
}

struct value *
values_decode_some(struct values *values, const struct value_wanted *wanted, const uint8_t *data,
                   size_t size)
{
    struct wire wire = { data, data + size };
    struct decoding to = { values->record, NULL, wanted, 1 };

    pool_reset(&values->pool);
    pool_reset(&values->added);
    values->start = values->at = data;
    values->unknown = 0;
    to.fields = take_values(values, values->record->count);
    if (!to.fields || !decode_message(values, &to, wire))
        return NULL;
    return to.fields;
}

struct value *
values_decode(struct values *values, const uint8_t *data, size_t size)
{
    return values_decode_some(values, NULL, data, size);
}
