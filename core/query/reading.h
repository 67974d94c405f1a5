/* SPDX-License-Identifier: Apache-2.0 */
/* An expression being read, word by word. */
#ifndef READING_H
#define READING_H

#include "base/memory.h"
#include "query/query.h"
#include "query/token.h"

struct parser {
    const struct schema_message *record;
    const char *text;
    struct token token; /* the one at hand */
    struct pool *pool;  /* of all that is made of it */
    struct query_error *error;
    unsigned depth;
};

/* Keeps what is wrong with a word; false, for the caller to return. */
bool reading_wrong(struct parser *, const struct token *, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes on to the next word. */
void reading_step(struct parser *);

#endif
