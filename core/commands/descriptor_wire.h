/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors as they stand in a file, member by member, and the comments that are kept of them. */
#ifndef DESCRIPTOR_WIRE_H
#define DESCRIPTOR_WIRE_H

#include "base/wire.h"

/* Numbers of members in descriptor.proto. */
enum {
    SET_FILE = 1,
    FILE_NAME = 1,
    FILE_PACKAGE = 2,
    FILE_IMPORT = 3,
    FILE_MESSAGE = 4,
    FILE_ENUM = 5,
    FILE_SOURCE = 9,
    FILE_SYNTAX = 12
};
enum {
    NAME = 1,
    FIELD_IN_MESSAGE = 2,
    NESTED_IN_MESSAGE = 3,
    ENUM_IN_MESSAGE = 4,
    ONEOF_IN_MESSAGE = 8
};
enum {
    FIELD_NUMBER = 3,
    FIELD_LABEL = 4,
    FIELD_TYPE = 5,
    FIELD_TYPE_NAME = 6,
    FIELD_DEFAULT = 7,
    FIELD_OPTIONS = 8,
    FIELD_ONEOF = 9,
    FIELD_OPTIONAL = 17,
    OPTION_PACKED = 2
};
enum { ENUM_VALUE = 2, ENUM_OPTIONS = 3, VALUE_NUMBER = 2, OPTION_ALIAS = 2 };

/* The last member of that number; false: there is none, and it is empty. */
bool wire_member(struct wire message, uint32_t number, struct wire_item *found);

/* Its bytes, or its number; nothing, or 0, when there is none. */
struct wire wire_text(struct wire message, uint32_t number);
uint64_t wire_number(struct wire message, uint32_t number);

/* What is said of the element that a path leads to, before and behind it. */
struct location {
    struct wire path, leading, trailing;
};

/* Those of a file, by path. */
struct locations {
    struct location *list;
    size_t count;
};

void locations_take(struct locations *, struct wire source_info);
void locations_free(struct locations *);

/* One without comments where nothing is said. */
struct location location_at(const struct locations *, struct wire path);

#endif
