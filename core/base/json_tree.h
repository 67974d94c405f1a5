/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text (RFC 8259) as a tree. */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json {
    enum json_kind kind;
    const char *key;  /* in an object */
    const char *text; /* of a text; of a number as it stands; NULL of others */
    struct json *first, *next; /* of a list or object; the one behind in such */
};

/* Takes apart a text that ends with a zero byte and has no others; it is changed, and the tree
 * points into it.  NULL when it is no JSON, nests deeper than 32, or is too large for the pool. */
const struct json *json_read(struct pool *, char *text);

/* The member of an object; NULL when there is none, or it is no object, or NULL. */
const struct json *json_member(const struct json *, const char *key);

/* The text that a member is; NULL when it is none. */
const char *json_text(const struct json *, const char *key);

/* The whole number that a member is; false when it is none. */
bool json_number(const struct json *, const char *key, uint64_t *number);

#endif
