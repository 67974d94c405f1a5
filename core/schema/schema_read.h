/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptors of a schema, read: names of types are not looked up yet. */
#ifndef SCHEMA_READ_H
#define SCHEMA_READ_H

#include "base/memory.h"
#include "base/wire.h"
#include "schema/schema.h"

/* Far above any schema of records, far below what would hurt. */
enum {
    SCHEMA_MAX_TYPES = 4096,
    SCHEMA_MAX_FIELDS = 4096,
};
#define SCHEMA_MAX_MEMORY ((size_t)64 << 20)

/* The messages that a file of the schema, or a message, declares, in order. */
struct declared {
    struct schema_message **list;
    size_t count;
};

struct schema {
    struct pool pool;
    struct declared *files;
    size_t n_files;
    struct schema_message **messages;
    size_t n_messages;
    struct schema_enum **enums;
    size_t n_enums;
    const struct schema_message *record;
    char *why;
    size_t why_size;
};

/* All messages and enums with their fields; types are still names.  False when it is damaged. */
bool schema_read(struct schema *, struct wire descriptors);

/* Keeps the first thing that was wrong; false, for the caller to return. */
bool schema_wrong(struct schema *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Zeroed, and good as long as the schema; NULL, and it is said, when it is too much. */
void *schema_take(struct schema *, size_t count, size_t size);

#endif
