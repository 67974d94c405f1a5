/* SPDX-License-Identifier: Apache-2.0 */
#include "parquet/shape.h"

#include "base/memory.h"
#include "base/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shaping {
    struct shape *shape;
    const struct schema_message *record;
    uint32_t nodes_size, leaves_size;
    char *why;
    size_t why_size;
};

static bool add_fields(struct shaping *shaping, uint32_t parent,
                       const struct schema_message *message);

static enum shape_kind
text_kind(enum schema_meaning meaning)
{
    switch (meaning) {
    case MEANING_TIME: return SHAPE_TIME;
    case MEANING_PORT: return SHAPE_PORT;
    default: return SHAPE_TEXT;
    }
}

static enum shape_kind
kind_of(const struct schema_field *field)
{
    switch (field->type) {
    case SCHEMA_STRING: return text_kind(field->meaning);
    case SCHEMA_BYTES: return SHAPE_BYTES;
    case SCHEMA_ENUM: return SHAPE_ENUM;
    case SCHEMA_BOOL: return SHAPE_BOOL;
    case SCHEMA_FLOAT: return SHAPE_FLOAT;
    case SCHEMA_DOUBLE: return SHAPE_DOUBLE;
    case SCHEMA_UINT32:
    case SCHEMA_FIXED32: return SHAPE_UINT32;
    case SCHEMA_UINT64:
    case SCHEMA_FIXED64: return SHAPE_UINT64;
    case SCHEMA_INT64:
    case SCHEMA_SINT64:
    case SCHEMA_SFIXED64: return SHAPE_INT64;
    default: return SHAPE_INT32;
    }
}

enum parquet_type
shape_type(enum shape_kind kind)
{
    switch (kind) {
    case SHAPE_PRESENCE:
    case SHAPE_BOOL: return PARQUET_BOOLEAN;
    case SHAPE_INT32:
    case SHAPE_UINT32:
    case SHAPE_PORT: return PARQUET_INT32;
    case SHAPE_INT64:
    case SHAPE_UINT64:
    case SHAPE_TIME: return PARQUET_INT64;
    case SHAPE_FLOAT: return PARQUET_FLOAT;
    case SHAPE_DOUBLE: return PARQUET_DOUBLE;
    default: return PARQUET_BYTE_ARRAY;
    }
}

bool
shape_is_signed(enum shape_kind kind)
{
    return kind == SHAPE_INT32 || kind == SHAPE_INT64 || kind == SHAPE_TIME;
}

/* Most columns are, so that they are worth a shorter way. */
static bool
is_simple(const struct shape_node *node)
{
    if (node->field->repeated || node->optional)
        return false;
    switch (node->kind) {
    case SHAPE_BOOL:
    case SHAPE_INT32:
    case SHAPE_UINT32:
    case SHAPE_INT64:
    case SHAPE_UINT64:
    case SHAPE_FLOAT:
    case SHAPE_DOUBLE: return true;
    default: return false;
    }
}

static uint32_t
new_node(struct shaping *shaping, uint32_t parent, const struct schema_field *field)
{
    struct shape *shape = shaping->shape;
    struct shape_node *node;

    if (shape->n_nodes == shaping->nodes_size) {
        shaping->nodes_size = 2 * shaping->nodes_size + 64;
        shape->nodes = grow(shape->nodes, shaping->nodes_size * sizeof *shape->nodes);
    }
    node = &shape->nodes[shape->n_nodes];
    *node = (struct shape_node){ .field = field, .parent = parent, .first_leaf = shape->n_leaves };
    return shape->n_nodes++;
}

static bool
add_leaf(struct shaping *shaping, uint32_t node)
{
    struct shape *shape = shaping->shape;

    if (shape->n_leaves == SHAPE_MAX_LEAVES) {
        snprintf(shaping->why, shaping->why_size,
                 "Parquet has a column for each field, with those of the messages inside, and "
                 "these are more than %d",
                 SHAPE_MAX_LEAVES);
        return false;
    }
    if (shape->n_leaves == shaping->leaves_size) {
        shaping->leaves_size = 2 * shaping->leaves_size + 64;
        shape->leaves = grow(shape->leaves, shaping->leaves_size * sizeof *shape->leaves);
    }
    shape->leaves[shape->n_leaves++] = node;
    return true;
}

/* What a message is there; groups in groups that are too many for any record count as one in
 * itself. */
static enum shape_kind
message_kind(const struct shaping *shaping, uint32_t parent, const struct schema_message *message)
{
    const struct shape_node *nodes = shaping->shape->nodes;
    bool around = message == shaping->record;
    unsigned depth = 2;

    for (; parent; parent = nodes[parent].parent, depth++)
        around |= nodes[parent].field->message == message;
    if (around || depth > WIRE_MAX_DEPTH)
        return SHAPE_JSON;
    return message->count ? SHAPE_GROUP : SHAPE_PRESENCE;
}

static bool
add_field(struct shaping *shaping, uint32_t parent, const struct schema_field *field)
{
    struct shape *shape = shaping->shape;
    uint32_t at = new_node(shaping, parent, field);
    struct shape_node *node = &shape->nodes[at], *around = &shape->nodes[parent];
    bool whole;

    node->kind = field->message ? message_kind(shaping, parent, field->message) : kind_of(field);
    node->optional = field->presence || node->kind == SHAPE_TIME || node->kind == SHAPE_PORT ||
                     (field->message && !field->repeated); /* also one that proto2 requires */
    node->simple = is_simple(node);
    node->definition = (uint8_t)(around->definition + field->repeated + node->optional);
    node->repetition = (uint8_t)(around->repetition + field->repeated);
    whole =
        node->kind == SHAPE_GROUP ? add_fields(shaping, at, field->message) : add_leaf(shaping, at);
    shape->nodes[at].next = shape->n_nodes;
    shape->nodes[at].end_leaf = shape->n_leaves;
    return whole;
}

static bool
add_fields(struct shaping *shaping, uint32_t parent, const struct schema_message *message)
{
    shaping->shape->nodes[parent].n_children = (uint32_t)message->count;
    for (size_t i = 0; i < message->count; i++)
        if (!add_field(shaping, parent, &message->fields[i]))
            return false;
    return true;
}

bool
shape_new(struct shape *shape, const struct schema_message *record, char *why, size_t why_size)
{
    struct shaping shaping = { .shape = shape, .record = record, .why = why, .why_size = why_size };

    *shape = (struct shape){ .nodes = NULL };
    new_node(&shaping, 0, NULL);
    if (record->count == 0) {
        snprintf(why, why_size, "%.64s has no fields, and Parquet no files without columns",
                 record->name);
        return false;
    }
    if (!add_fields(&shaping, 0, record))
        return false;
    shape->nodes[0].next = shape->n_nodes;
    shape->nodes[0].end_leaf = shape->n_leaves;
    return true;
}

void
shape_free(struct shape *shape)
{
    free(shape->nodes);
    free(shape->leaves);
}
