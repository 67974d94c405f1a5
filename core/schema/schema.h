/* SPDX-License-Identifier: Apache-2.0 */
/* What a file says of the fields of its records: the FileDescriptorSet in its header, compiled. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "schema/meaning.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of descriptor.proto. */
enum schema_type {
    SCHEMA_DOUBLE = 1,
    SCHEMA_FLOAT,
    SCHEMA_INT64,
    SCHEMA_UINT64,
    SCHEMA_INT32,
    SCHEMA_FIXED64,
    SCHEMA_FIXED32,
    SCHEMA_BOOL,
    SCHEMA_STRING,
    SCHEMA_GROUP, /* gone from protobuf before our files began; refused */
    SCHEMA_MESSAGE,
    SCHEMA_BYTES,
    SCHEMA_UINT32,
    SCHEMA_ENUM,
    SCHEMA_SFIXED32,
    SCHEMA_SFIXED64,
    SCHEMA_SINT32,
    SCHEMA_SINT64,
};

struct schema_enum_value {
    const char *name;
    int32_t number;
    uint16_t order; /* in the schema; of two names for a number the first counts */
};

struct schema_enum {
    const char *name;                 /* full: "types.Type" */
    struct schema_enum_value *values; /* by number */
    size_t count;
};

struct schema_field {
    const char *name;
    uint32_t number;
    enum schema_type type;
    unsigned wire; /* the wire type of one element */
    bool repeated;
    bool presence;         /* it may be absent, which can be told from nothing */
    enum schema_meaning meaning;
    const char *unit;      /* "ns"; of a count what is counted; NULL: nobody says; "?": unread */
    const char *comment;   /* what it is, one line, without meaning and unit; "": nobody says */
    const char *type_name; /* of a message or enum, full */
    const struct schema_message *message;
    const struct schema_enum *enumeration;
};

/* A string that holds "seconds.fraction". */
static inline bool
schema_is_time(const struct schema_field *field)
{
    return field->meaning == MEANING_TIME;
}

struct schema_message {
    const char *name;    /* full: "package.Name" */
    const char *comment; /* what it is, one line; "": nobody says */
    struct schema_field *fields;
    size_t count;
    uint16_t *sorted; /* indexes of fields, by number */
    uint16_t *dense;  /* index + 1 of the field with that number, below dense_size; 0: none */
    uint32_t dense_size;
    struct schema_message **nested; /* declared inside of it, in the schema's order */
    size_t n_nested;
};

struct schema;

/* NULL when the schema is damaged or does not have the record; why then says what is wrong. */
struct schema *schema_new(const uint8_t *data, size_t size, const char *record, char *why,
                          size_t why_size);
void schema_free(struct schema *);

/* The message that each record is. */
const struct schema_message *schema_record(const struct schema *);

/* NULL when the message has no such field; the search alone is for numbers from dense_size on. */
const struct schema_field *schema_field_search(const struct schema_message *, uint32_t number);
static inline const struct schema_field *
schema_field_find(const struct schema_message *message, uint32_t number)
{
    uint16_t place;

    if (number >= message->dense_size)
        return schema_field_search(message, number);
    place = message->dense[number];
    return place ? &message->fields[place - 1] : NULL;
}

const struct schema_field *schema_field_named(const struct schema_message *, const char *name,
                                              size_t length);

/* "int32", "types.TCPOption". */
const char *schema_type_name(const struct schema_field *);

/* NULL when the enum does not name the number. */
const char *schema_enum_name(const struct schema_enum *, int32_t number);

#endif
