/* SPDX-License-Identifier: Apache-2.0 */
/* A record's fields as Parquet's columns: which there are, and what stands in them.
 *
 * A column is named by its way from the record.  A field that may be missing on that way is one
 * definition level, a list a definition and a repetition level ("Nested Encoding" of the
 * specification, LogicalTypes.md on LIST). */
#ifndef PARQUET_SHAPE_H
#define PARQUET_SHAPE_H

#include "parquet/parquet_format.h"
#include "schema/schema.h"

enum shape_kind {
    SHAPE_GROUP,    /* fields of a message; no column */
    SHAPE_PRESENCE, /* a message without fields: that it is there */
    SHAPE_BOOL,
    SHAPE_INT32,
    SHAPE_UINT32,
    SHAPE_INT64,
    SHAPE_UINT64,
    SHAPE_PORT, /* a text that means a port */
    SHAPE_TIME, /* a text that means a time */
    SHAPE_FLOAT,
    SHAPE_DOUBLE,
    SHAPE_TEXT,
    SHAPE_ENUM, /* its name as text, or its number where it has none */
    SHAPE_BYTES,
    SHAPE_JSON, /* a message that is in itself, which has no end in columns */
};

struct shape_node {
    const struct schema_field *field; /* NULL: the record itself */
    enum shape_kind kind;
    bool optional;       /* an element, or what is no list, may be null */
    bool simple;         /* of each message around it it has one number, as struct value has it */
    uint8_t definition;  /* the level at which a value is there */
    uint8_t repetition;  /* how many lists are around the value, its own too */
    uint32_t n_children; /* of a group; they follow, each with what is in it */
    uint32_t next;       /* the node behind all that is in this one */
    uint32_t parent;
    uint32_t first_leaf, end_leaf; /* the columns in it */
};

struct shape {
    struct shape_node *nodes; /* 0 is the record */
    uint32_t *leaves;         /* the node of each column */
    uint32_t n_nodes, n_leaves;
};

enum { SHAPE_MAX_LEAVES = 4096 };

/* False, with the reason, when there is no Parquet file of such records.  To be freed in any
 * case. */
bool shape_new(struct shape *, const struct schema_message *record, char *why, size_t why_size);
void shape_free(struct shape *);

/* How the values of a column are stored, and whether those that are numbers have a sign. */
enum parquet_type shape_type(enum shape_kind);
bool shape_is_signed(enum shape_kind);

#endif
