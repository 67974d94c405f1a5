/* SPDX-License-Identifier: Apache-2.0 */
/* A record as values: any record, by its file's schema alone. */
#ifndef VALUE_H
#define VALUE_H

#include "base/memory.h"
#include "schema/schema.h"

/* Which member holds is for the field to say:
 * repeated     first, and size elements chained by next
 * message      fields, one value for each field of the message; NULL when it is absent
 * string/bytes bytes and size
 * the others   number: signed ones extended to 64 bits, double and float as a double's bits; size
 *              is 1 when it is there
 * A string or bytes that are not there have no bytes, one that is empty has 0 of them. */
struct value {
    union {
        uint64_t number;
        const uint8_t *bytes;
        struct value *fields;
        struct value *first;
    };
    size_t size;
    struct value *next; /* in the value of a repeated field: the last element */
};

/* Two bytes on the wire can be a message of a thousand fields: what a record becomes is bounded
 * too, not only the record. */
#define RECORD_VALUES_MOST ((size_t)4 << 20)

struct values;

struct values *values_new(const struct schema_message *record);
void values_free(struct values *);

/* One value for each field of the record, good until the next call; they point into data.
 * NULL when the record is damaged; values_damage then says how. */
struct value *values_decode(struct values *, const uint8_t *data, size_t size);
const char *values_damage(const struct values *);

/* The number of a field in the last record that the schema does not have, or not with that wire
 * type; 0: there is none. */
uint32_t values_unknown(const struct values *);
/* What is to be decoded of a message: one for each of its fields. */
struct value_wanted {
    bool it;
    struct value_wanted *inside; /* of a message; NULL: no more than whether it is there */
};

/* Adds what a path of indexes leads to, from the record on, to what is wanted of it; NULL: nothing
 * was so far. */
void value_want(struct pool *, struct value_wanted **, const struct schema_message *record,
                const uint16_t *path, size_t depth);

/* The same with what is wanted alone: other fields are passed over, and look as if absent. */
struct value *values_decode_some(struct values *, const struct value_wanted *, const uint8_t *data,
                                 size_t size);

/* A value more that lives as long as the record's. */
struct value *values_add(struct values *);

/* Whether what a single field holds is there; one whose absence nobody can tell from nothing is. */
bool value_is_there(const struct schema_field *, const struct value *);

/* What a number on the wire is as one of this type, as struct value has it. */
uint64_t value_number(enum schema_type, uint64_t bits);

/* Of a double or float. */
double value_real(const struct value *);

#endif
