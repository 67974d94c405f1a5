/* SPDX-License-Identifier: Apache-2.0 */
/* An expression that chooses records, typed against their schema:
 *
 *     DstPort == 443 && (PayloadSize > 0 || Context.SrcIP in 10.0.0.0/8) && !has Comment
 *
 * A comparison holds when it does for any value that the record has of the field: of a list for any
 * element, of what is absent for none. */
#ifndef QUERY_H
#define QUERY_H

#include "schema/value.h"

struct query;

enum { QUERY_LONGEST = 16384, QUERY_DEEPEST = 64, QUERY_EXCERPT = 72 };

/* What is wrong with an expression. */
struct query_error {
    char what[512];
    size_t at, length; /* the bytes of it that are wrong */
};

/* Good as long as the schema; NULL when something is wrong. */
struct query *query_new(const struct schema_message *record, const char *text,
                        struct query_error *);
void query_free(struct query *);

/* The part of the text around what is wrong, as a terminal may have it, and a line of as many
 * columns with carets below that; each of QUERY_EXCERPT bytes and a zero. */
void query_excerpt(const char *text, const struct query_error *, char *line, char *carets);

enum query_answer { QUERY_NO, QUERY_YES, QUERY_DAMAGED };

/* Whether the record is chosen.  One that is damaged where the expression does not look may be. */
enum query_answer query_ask(struct query *, const uint8_t *record, size_t size);

/* How the last record was damaged. */
const char *query_damage(const struct query *);

#endif
