/* SPDX-License-Identifier: Apache-2.0 */
/* A list is three elements: the field (LIST), "list", which repeats, and "element" in it
 * (LogicalTypes.md).  Of those the number of the protobuf field is the first's. */
#include "parquet/footer_schema.h"

#include "base/wire.h"

static void
put_integer(struct thrift *thrift, uint8_t width, bool is_signed)
{
    thrift_struct(thrift, 10); /* LogicalType */
    thrift_struct(thrift, PARQUET_INTEGER);
    thrift_byte(thrift, 1, width);
    thrift_bool(thrift, 2, is_signed);
    thrift_end(thrift);
    thrift_end(thrift);
}

static void
put_time(struct thrift *thrift, bool microseconds)
{
    thrift_struct(thrift, 10);
    thrift_struct(thrift, PARQUET_TIMESTAMP);
    thrift_bool(thrift, 1, true); /* isAdjustedToUTC */
    thrift_struct(thrift, 2);
    thrift_empty(thrift, microseconds ? PARQUET_MICROS : PARQUET_NANOS);
    thrift_end(thrift);
    thrift_end(thrift);
    thrift_end(thrift);
}

static void
put_named(struct thrift *thrift, enum parquet_logical logical)
{
    thrift_struct(thrift, 10);
    thrift_empty(thrift, logical);
    thrift_end(thrift);
}

static void
put_meaning(struct thrift *thrift, enum shape_kind kind, bool microseconds)
{
    switch (kind) {
    case SHAPE_INT32: put_integer(thrift, 32, true); break;
    case SHAPE_UINT32: put_integer(thrift, 32, false); break;
    case SHAPE_INT64: put_integer(thrift, 64, true); break;
    case SHAPE_UINT64: put_integer(thrift, 64, false); break;
    case SHAPE_PORT: put_integer(thrift, 16, false); break;
    case SHAPE_TIME: put_time(thrift, microseconds); break;
    case SHAPE_TEXT:
    case SHAPE_ENUM: put_named(thrift, PARQUET_STRING); break;
    case SHAPE_JSON: put_named(thrift, PARQUET_JSON); break;
    default: break;
    }
}

/* The same for readers that know no logical types, which have no nanoseconds. */
static void
put_converted(struct thrift *thrift, enum shape_kind kind, bool microseconds)
{
    switch (kind) {
    case SHAPE_INT32: thrift_i32(thrift, 6, PARQUET_INT_32); break;
    case SHAPE_UINT32: thrift_i32(thrift, 6, PARQUET_UINT_32); break;
    case SHAPE_INT64: thrift_i32(thrift, 6, PARQUET_INT_64); break;
    case SHAPE_UINT64: thrift_i32(thrift, 6, PARQUET_UINT_64); break;
    case SHAPE_PORT: thrift_i32(thrift, 6, PARQUET_UINT_16); break;
    case SHAPE_TEXT:
    case SHAPE_ENUM: thrift_i32(thrift, 6, PARQUET_UTF8); break;
    case SHAPE_JSON: thrift_i32(thrift, 6, PARQUET_CONVERTED_JSON); break;
    case SHAPE_TIME:
        if (microseconds)
            thrift_i32(thrift, 6, PARQUET_TIMESTAMP_MICROS);
        break;
    default: break;
    }
}

/* Around an element: the field itself, and "list" in it. */
static void
put_list(struct thrift *thrift, const struct schema_field *field)
{
    thrift_item_struct(thrift);
    thrift_i32(thrift, 3, PARQUET_REQUIRED);
    thrift_string(thrift, 4, field->name);
    thrift_i32(thrift, 5, 1);
    thrift_i32(thrift, 6, PARQUET_CONVERTED_LIST);
    thrift_i32(thrift, 9, (int32_t)field->number);
    thrift_struct(thrift, 10);
    thrift_empty(thrift, PARQUET_LIST);
    thrift_end(thrift);
    thrift_end(thrift);
    thrift_item_struct(thrift);
    thrift_i32(thrift, 3, PARQUET_REPEATED);
    thrift_string(thrift, 4, "list");
    thrift_i32(thrift, 5, 1);
    thrift_end(thrift);
}

static void
put_node(struct thrift *thrift, const struct shape_node *node, bool microseconds)
{
    const struct schema_field *field = node->field;

    if (field->repeated)
        put_list(thrift, field);
    thrift_item_struct(thrift);
    if (node->kind != SHAPE_GROUP)
        thrift_i32(thrift, 1, shape_type(node->kind));
    thrift_i32(thrift, 3, node->optional ? PARQUET_OPTIONAL : PARQUET_REQUIRED);
    thrift_string(thrift, 4, field->repeated ? "element" : field->name);
    if (node->kind == SHAPE_GROUP)
        thrift_i32(thrift, 5, (int32_t)node->n_children);
    put_converted(thrift, node->kind, microseconds);
    if (!field->repeated)
        thrift_i32(thrift, 9, (int32_t)field->number);
    put_meaning(thrift, node->kind, microseconds);
    thrift_end(thrift);
}

void
footer_schema_put(struct thrift *thrift, unsigned field, const struct shape *shape,
                  const char *record, bool microseconds)
{
    uint32_t count = shape->n_nodes;

    for (uint32_t i = 1; i < shape->n_nodes; i++)
        count += shape->nodes[i].field->repeated ? 2 : 0;
    thrift_list(thrift, field, THRIFT_STRUCT, count);
    thrift_item_struct(thrift);
    thrift_string(thrift, 4, record);
    thrift_i32(thrift, 5, (int32_t)shape->nodes[0].n_children);
    thrift_end(thrift);
    for (uint32_t i = 1; i < shape->n_nodes; i++)
        put_node(thrift, &shape->nodes[i], microseconds);
}

void
footer_schema_put_path(struct thrift *thrift, unsigned field, const struct shape *shape,
                       uint32_t leaf)
{
    uint32_t way[2 * WIRE_MAX_DEPTH] = { 0 };
    size_t n = 0, names = 0;

    for (uint32_t node = shape->leaves[leaf]; node; node = shape->nodes[node].parent) {
        way[n++] = node;
        names += shape->nodes[node].field->repeated ? 3 : 1;
    }
    thrift_list(thrift, field, THRIFT_BINARY, names);
    while (n-- > 0) {
        const struct schema_field *step = shape->nodes[way[n]].field;

        thrift_item_string(thrift, step->name);
        if (step->repeated) {
            thrift_item_string(thrift, "list");
            thrift_item_string(thrift, "element");
        }
    }
}
