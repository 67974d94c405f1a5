/* SPDX-License-Identifier: Apache-2.0 */
#include "query/query.h"

#include "query/expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct query {
    struct pool pool;
    struct patterns patterns;
    struct node *node;
    struct value_wanted *wanted;
    struct values *values;
};

static bool
parse(struct query *query, const struct schema_message *record, const char *text,
      struct query_error *error)
{
    struct parser parser = { .record = record, .text = text, .pool = &query->pool, .error = error };

    memset(error, 0, sizeof *error);
    if (strnlen(text, QUERY_LONGEST + 1) > QUERY_LONGEST) {
        snprintf(error->what, sizeof error->what, "the expression is longer than %d bytes",
                 QUERY_LONGEST);
        return false;
    }
    query->node = expression_parse(&parser, &query->patterns);
    return query->node != NULL;
}

/* What the tests below this node look at. */
static void
want(struct query *query, const struct node *node)
{
    for (const struct node *each = node->first; each; each = each->next)
        want(query, each);
    if (node->kind == NODE_TEST)
        value_want(&query->pool, &query->wanted, node->test->record, node->test->path,
                   node->test->depth);
}

struct query *
query_new(const struct schema_message *record, const char *text, struct query_error *error)
{
    struct query *query = need(1, sizeof *query);

    if (!parse(query, record, text, error)) {
        query_free(query);
        return NULL;
    }
    want(query, query->node);
    query->values = values_new(record);
    return query;
}

void
query_free(struct query *query)
{
    if (!query)
        return;
    for (size_t i = 0; i < query->patterns.count; i++)
        pattern_free(query->patterns.list[i]);
    free(query->patterns.list);
    values_free(query->values);
    pool_free(&query->pool);
    free(query);
}

/* No deeper than the expression, which is bounded. */
static bool
holds(const struct node *node, const struct value *record)
{
    bool any = node->kind == NODE_ANY;

    if (node->kind == NODE_TEST)
        return test_holds(node->test, record);
    if (node->kind == NODE_NOT)
        return !holds(node->first, record);
    for (const struct node *each = node->first; each; each = each->next)
        if (holds(each, record) == any)
            return any;
    return !any;
}

enum query_answer
query_ask(struct query *query, const uint8_t *record, size_t size)
{
    const struct value *values = values_decode_some(query->values, query->wanted, record, size);

    if (!values)
        return QUERY_DAMAGED;
    return holds(query->node, values) ? QUERY_YES : QUERY_NO;
}

const char *
query_damage(const struct query *query)
{
    return values_damage(query->values);
}

void
query_excerpt(const char *text, const struct query_error *error, char *line, char *carets)
{
    size_t size = strnlen(text, QUERY_LONGEST), from = 0, n, length = error->length;

    if (error->at > QUERY_EXCERPT / 2 && size > QUERY_EXCERPT)
        from = error->at - QUERY_EXCERPT / 2;
    n = size - from < QUERY_EXCERPT ? size - from : QUERY_EXCERPT;
    for (size_t i = 0; i < n; i++)
        line[i] = text[from + i];
    for (size_t i = 0; i < n; i++) /* a column for each byte */
        line[i] = line[i] >= ' ' && line[i] <= '~' ? line[i] : line[i] == '\t' ? ' ' : '?';
    line[n] = '\0';
    n = error->at - from;
    memset(carets, ' ', n);
    if (length > QUERY_EXCERPT - n)
        length = QUERY_EXCERPT - n;
    length = length ? length : 1;
    if (n + length > QUERY_EXCERPT)
        length = QUERY_EXCERPT - n;
    memset(carets + n, '^', length);
    carets[n + length] = '\0';
}
