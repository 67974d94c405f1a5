/* SPDX-License-Identifier: Apache-2.0 */
/* Of a record each column gets an entry at least.  Where something on the way to the value is
 * missing, the definition level says how far the way goes; the repetition level says in which list
 * a value is the next one, 0 in none: a new record. */
#include "parquet/group.h"

#include "base/memory.h"
#include "formats/format_jsonl.h"
#include "parquet/utf8_text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_SHIFT = 32, PORT_DIGITS = 5, PORT_MAX = 65535 };
#define TEXT_MADE (UINT64_C(1) << 63)
#define FIRST_ENTRIES ((size_t)1024)

static void add_message(struct group *group, const struct shape_node *node,
                        const struct value *fields, uint8_t repetition);

struct group *
group_new(const struct shape *shape, const uint8_t *block, bool microseconds)
{
    struct group *group = need(1, sizeof *group);

    group->shape = shape;
    group->block = block;
    group->microseconds = microseconds;
    group->made.fd = -1;
    group->leaves = need(shape->n_leaves, sizeof *group->leaves);
    for (uint32_t i = 0; i < shape->n_leaves; i++)
        group->leaves[i].node = &shape->nodes[shape->leaves[i]];
    return group;
}

void
group_free(struct group *group)
{
    for (uint32_t i = 0; i < group->shape->n_leaves; i++) {
        free(group->leaves[i].definitions);
        free(group->leaves[i].repetitions);
        free(group->leaves[i].values);
    }
    free(group->leaves);
    textbuf_free(&group->made);
    free(group);
}

size_t
group_text_size(uint64_t text)
{
    return (uint32_t)text;
}

const uint8_t *
group_text(const struct group *group, uint64_t text)
{
    size_t at = (size_t)((text & ~TEXT_MADE) >> TEXT_SHIFT);

    return text & TEXT_MADE ? (const uint8_t *)group->made.data + at : group->block + at;
}

static void
grow_entries(struct group_leaf *leaf)
{
    leaf->entries_size = leaf->entries_size ? 2 * leaf->entries_size : FIRST_ENTRIES;
    if (leaf->node->definition)
        leaf->definitions = grow(leaf->definitions, leaf->entries_size);
    if (leaf->node->repetition)
        leaf->repetitions = grow(leaf->repetitions, leaf->entries_size);
}

static inline void
add_entry(struct group *group, struct group_leaf *leaf, uint8_t repetition, uint8_t definition)
{
    if (leaf->n_entries == leaf->entries_size)
        grow_entries(leaf);
    if (leaf->definitions)
        leaf->definitions[leaf->n_entries] = definition;
    if (leaf->repetitions)
        leaf->repetitions[leaf->n_entries] = repetition;
    leaf->n_entries++;
    group->n_entries++;
}

static void
grow_values(struct group_leaf *leaf)
{
    leaf->values_size = leaf->values_size ? 2 * leaf->values_size : FIRST_ENTRIES;
    leaf->values = grow(leaf->values, leaf->values_size * sizeof *leaf->values);
}

static inline void
add_value(struct group_leaf *leaf, uint64_t value)
{
    if (leaf->n_values == leaf->values_size)
        grow_values(leaf);
    leaf->values[leaf->n_values++] = value;
}

/* Of all columns in the node: the way to them ends at this level. */
static void
add_missing(struct group *group, const struct shape_node *node, uint8_t repetition,
            uint8_t definition)
{
    for (uint32_t i = node->first_leaf; i < node->end_leaf; i++)
        add_entry(group, &group->leaves[i], repetition, definition);
}

static uint64_t
made_text(const struct group *group, size_t from)
{
    return TEXT_MADE | (uint64_t)from << TEXT_SHIFT | (group->made.used - from);
}

static uint64_t
bytes_value(const struct group *group, const struct value *value)
{
    uint64_t at = value->size ? (uint64_t)(value->bytes - group->block) : 0;

    return at << TEXT_SHIFT | value->size;
}

static uint64_t
text_value(struct group *group, const struct value *value)
{
    size_t from = group->made.used;

    if (utf8_text_size(value->bytes, value->size) == value->size)
        return bytes_value(group, value);
    utf8_text(&group->made, value->bytes, value->size);
    return made_text(group, from);
}

static uint64_t
enum_value(struct group *group, const struct schema_enum *enumeration, int32_t number)
{
    const char *name = schema_enum_name(enumeration, number);
    size_t from = group->made.used;

    if (name)
        text_string(&group->made, name);
    else
        text_signed(&group->made, number);
    return made_text(group, from);
}

static uint64_t
json_value(struct group *group, const struct schema_message *message, const struct value *fields)
{
    const struct printer printer = { .to = &group->made };
    size_t from = group->made.used;

    jsonl_message(&printer, message, fields);
    return made_text(group, from);
}

/* False: it is no time, or one that the unit cannot hold. */
static bool
time_value(const struct group *group, const struct value *value, uint64_t *number)
{
    int64_t units, fraction;
    struct text_time when;

    if (!text_time_read(value->bytes, value->size, &when))
        return false;
    fraction = group->microseconds ? when.nanoseconds / 1000 : when.nanoseconds;
    if (__builtin_mul_overflow(when.seconds, group->microseconds ? 1000000 : 1000000000, &units) ||
        __builtin_add_overflow(units, fraction, &units))
        return false;
    *number = (uint64_t)units;
    return true;
}

/* As others write it, or it would not be the same when it is written again. */
static bool
port_value(const struct value *value, uint64_t *number)
{
    *number = 0;
    if (value->size > PORT_DIGITS || (value->size > 1 && *value->bytes == '0'))
        return false;
    for (size_t i = 0; i < value->size; i++) {
        if (value->bytes[i] < '0' || value->bytes[i] > '9')
            return false;
        *number = 10 * *number + (uint64_t)(value->bytes[i] - '0');
    }
    return *number <= PORT_MAX;
}

/* A number that is kept as a text: null where that is empty. */
static bool
number_of_text(struct group *group, const struct shape_node *node, const struct value *value,
               uint64_t *number)
{
    bool held = value->size && (node->kind == SHAPE_TIME ? time_value(group, value, number)
                                                         : port_value(value, number));

    group->left_out += !held && value->size;
    return held;
}

/* False: it is null. */
static bool
take_value(struct group *group, const struct shape_node *node, const struct value *value,
           uint64_t *taken)
{
    switch (node->kind) {
    case SHAPE_TIME:
    case SHAPE_PORT: return number_of_text(group, node, value, taken);
    case SHAPE_TEXT: *taken = text_value(group, value); return true;
    case SHAPE_BYTES: *taken = bytes_value(group, value); return true;
    case SHAPE_ENUM:
        *taken = enum_value(group, node->field->enumeration, (int32_t)value->number);
        return true;
    case SHAPE_JSON: *taken = json_value(group, node->field->message, value->fields); return true;
    case SHAPE_PRESENCE: *taken = 1; return true;
    default: *taken = value->number; return true;
    }
}

/* An element of a list, or the value of what is no list. */
static void
add_element(struct group *group, const struct shape_node *node, const struct value *value,
            uint8_t repetition)
{
    struct group_leaf *leaf = &group->leaves[node->first_leaf];
    uint64_t taken;

    if (node->kind == SHAPE_GROUP) {
        add_message(group, node, value->fields, repetition);
        return;
    }
    if (!take_value(group, node, value, &taken)) {
        add_entry(group, leaf, repetition, node->definition - 1);
        return;
    }
    add_entry(group, leaf, repetition, node->definition);
    add_value(leaf, taken);
}

static void
add_list(struct group *group, const struct shape_node *node, const struct value *list,
         uint8_t repetition)
{
    uint8_t missing = (uint8_t)(node->definition - node->optional - 1);

    if (!list->first)
        add_missing(group, node, repetition, missing);
    for (const struct value *each = list->first; each; each = each->next) {
        add_element(group, node, each, repetition);
        repetition = node->repetition;
    }
}

static void
add_message(struct group *group, const struct shape_node *node, const struct value *fields,
            uint8_t repetition)
{
    const struct shape_node *nodes = group->shape->nodes, *child = node + 1;

    for (uint32_t i = 0; i < node->n_children; i++, child = &nodes[child->next]) {
        if (child->simple) {
            struct group_leaf *leaf = &group->leaves[child->first_leaf];

            add_entry(group, leaf, repetition, child->definition);
            add_value(leaf, fields[i].number);
        } else if (child->field->repeated)
            add_list(group, child, &fields[i], repetition);
        else if (value_is_there(child->field, &fields[i]))
            add_element(group, child, &fields[i], repetition);
        else
            add_missing(group, child, repetition, child->definition - 1);
    }
}

void
group_add(struct group *group, const struct value *record)
{
    add_message(group, &group->shape->nodes[0], record, 0);
    group->n_rows++;
}
