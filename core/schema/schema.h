/* SPDX-License-Identifier: Apache-2.0 */
/* What the records of a file look like, compiled from the FileDescriptorSet in its header. */
#ifndef NCAPSCHEMA_H
#define NCAPSCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of descriptor.proto. */
enum ncap_type {
    NCAP_DOUBLE = 1,
    NCAP_FLOAT,
    NCAP_INT64,
    NCAP_UINT64,
    NCAP_INT32,
    NCAP_FIXED64,
    NCAP_FIXED32,
    NCAP_BOOL,
    NCAP_STRING,
    NCAP_GROUP, /* gone from protobuf before our files began; refused */
    NCAP_MESSAGE,
    NCAP_BYTES,
    NCAP_UINT32,
    NCAP_ENUM,
    NCAP_SFIXED32,
    NCAP_SFIXED64,
    NCAP_SINT32,
    NCAP_SINT64,
};

struct ncap_enum_value {
    const char *name;
    int32_t number;
    uint16_t order; /* in the schema; of two names for a number the first counts */
};

struct ncap_enum {
    const char *name;               /* full: "types.Type" */
    struct ncap_enum_value *values; /* by number */
    size_t count;
};

struct ncap_field {
    const char *name;
    uint32_t number;
    enum ncap_type type;
    unsigned wire; /* the wire type of one element */
    bool repeated;
    bool time;             /* a string that holds "seconds.fraction" */
    const char *type_name; /* of a message or enum, full */
    const struct ncap_message *message;
    const struct ncap_enum *enumeration;
};

struct ncap_message {
    const char *name; /* full: "types.UDP" */
    struct ncap_field *fields;
    size_t count;
    uint16_t *sorted; /* places in fields, by number */
    uint16_t *dense;  /* place + 1 of the fields with a number below dense_size */
    uint32_t dense_size;
};

struct ncap_schema;

/* NULL when the schema is damaged; why then says what is wrong. */
struct ncap_schema *ncap_schema_new(const uint8_t *data, size_t size, const char *record, char *why,
                                    size_t why_size);
const struct ncap_message *ncap_schema_record(const struct ncap_schema *);
void ncap_schema_free(struct ncap_schema *);

/* NULL when the message has no such field. */
const struct ncap_field *ncap_field_find(const struct ncap_message *, uint32_t number);
const struct ncap_field *ncap_field_named(const struct ncap_message *, const char *name,
                                          size_t length);

/* "int32", "types.TCPOption". */
const char *ncap_type_name(const struct ncap_field *);

/* NULL when the enum does not name the number. */
const char *ncap_enum_name(const struct ncap_enum *, int32_t number);

#endif
