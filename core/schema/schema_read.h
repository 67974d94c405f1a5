/* SPDX-License-Identifier: Apache-2.0 */
/* Between the two halves of the schema: reading the descriptors, and joining them up. */
#ifndef NCAPSCHEMA_READ_H
#define NCAPSCHEMA_READ_H

#include "schema/schema.h"
#include "base/wire.h"
#include "base/memory.h"

/* Far above any schema of records, far below what would hurt. */
enum {
    NCAP_MAX_TYPES = 4096,
    NCAP_MAX_FIELDS = 4096,
};
#define NCAP_MAX_MEMORY ((size_t)64 << 20)

struct ncap_schema {
    struct pool pool;
    struct ncap_message **messages;
    size_t n_messages;
    struct ncap_enum **enums;
    size_t n_enums;
    const struct ncap_message *record;
    char *why;
    size_t why_size;
};

/* All messages and enums with their fields; types are still names. */
bool ncap_schema_read(struct ncap_schema *, struct wire descriptors);

/* Keeps the first thing that was wrong; false, for the caller to return. */
bool ncap_schema_wrong(struct ncap_schema *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void *ncap_schema_take(struct ncap_schema *, size_t count, size_t size);

#endif
