/* SPDX-License-Identifier: Apache-2.0 */
#include "query/expression.h"

#include "base/wire.h"
#include "schema/near.h"

#include <stdio.h>
#include <string.h>

static struct node *parse_any(struct parser *parser, struct patterns *patterns);

static struct node *
make_node(struct parser *parser, int kind, struct node *first)
{
    struct node *node = pool_take(parser->pool, sizeof *node);

    node->kind = kind;
    node->first = first;
    return node;
}

/* A field that is not there, the name at hand saying so far `length` of it. */
static bool
no_field(struct parser *parser, const struct schema_message *in, const char *name, size_t length)
{
    struct token token = { TOKEN_WORD, name, length };
    char like[256];

    if (near_names(in, name, length, like, sizeof like))
        return reading_wrong(parser, &token, "%s has no field %.*s; is %s meant?", in->name,
                             (int)(length < 64 ? length : 64), name, like);
    return reading_wrong(parser, &token,
                         "%s has no field %.*s; 'netcap fields' prints those it has", in->name,
                         (int)(length < 64 ? length : 64), name);
}

/* A, A.B, to the indexes on the way. */
static bool
find_field(struct parser *parser, const struct token *token, struct test *test)
{
    const char *at = token->at, *end = at + token->length;
    uint16_t *path = pool_take(parser->pool, WIRE_MAX_DEPTH * sizeof *path);
    const struct schema_message *in = parser->record;

    test->record = in;
    test->path = path;
    while (in && test->depth < WIRE_MAX_DEPTH) {
        const char *dot = memchr(at, '.', (size_t)(end - at));
        size_t length = (size_t)((dot ? dot : end) - at);

        test->field = near_field(in, at, length);
        if (!test->field)
            return no_field(parser, in, at, length);
        path[test->depth++] = (uint16_t)(test->field - in->fields);
        if (!dot)
            return true;
        in = test->field->message;
        at = dot + 1;
    }
    return reading_wrong(parser, token, "%s is no message: nothing can follow its name",
                         test->field->name);
}

/* The name of a field, at hand. */
static struct test *
take_field(struct parser *parser, enum test_how how)
{
    struct test *test = pool_take(parser->pool, sizeof *test);
    struct token token = parser->token;

    test->how = how;
    if (token.kind != TOKEN_WORD) {
        reading_wrong(parser, &token, "expected the name of a field%s",
                      how == TEST_HAS ? " behind has" : ", as in DstPort == 443");
        return NULL;
    }
    if (!find_field(parser, &token, test))
        return NULL;
    test->form = test_form_of(test->field);
    reading_step(parser);
    return test;
}

static unsigned
orders_of(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_EQUAL: return KEY_EQUAL;
    case TOKEN_UNEQUAL: return KEY_LESS | KEY_GREATER | KEY_OTHER;
    case TOKEN_LESS: return KEY_LESS;
    case TOKEN_LESS_EQUAL: return KEY_LESS | KEY_EQUAL;
    case TOKEN_GREATER: return KEY_GREATER;
    case TOKEN_GREATER_EQUAL: return KEY_GREATER | KEY_EQUAL;
    default: return 0;
    }
}

/* A field alone: of those that are true or false it is asked whether they are true. */
static bool
alone(struct parser *parser, struct test *test, const struct token *name)
{
    static const struct test_range yes = { { .whole = 1 }, { .whole = 1 } };

    test->ranges = &yes;
    test->count = 1;
    test->orders = KEY_EQUAL;
    return test->field->type == SCHEMA_BOOL ||
           reading_wrong(parser, name,
                         "%s is neither true nor false (%s): expected ==, !=, <, <=, >, >=, in or "
                         "~ behind it; 'has %s' asks whether it is there",
                         test->field->name, schema_type_name(test->field), test->field->name);
}

static bool
is_operator(const struct token *token)
{
    return orders_of(token->kind) || token->kind == TOKEN_LIKE || token_is(token, "in");
}

static bool
take_operator(struct parser *parser, struct test *test, const struct token *name,
              struct patterns *patterns)
{
    struct token sign = parser->token;

    if (test->form == TEST_MESSAGE)
        return reading_wrong(parser, name,
                             "%s is a message: expected a field of it, as %s.%s; 'has %s' asks "
                             "whether it is there",
                             test->field->name, test->field->name,
                             test->field->message->count ? test->field->message->fields->name
                                                         : "Field",
                             test->field->name);
    if (sign.kind == TOKEN_WRONG && *sign.at == '=')
        return reading_wrong(parser, &sign, "expected == to compare");
    if (!is_operator(&sign))
        return alone(parser, test, name);
    reading_step(parser);
    test->orders = orders_of(sign.kind);
    if (test->orders)
        return operand_value(parser, test);
    test->how = sign.kind == TOKEN_LIKE ? TEST_LIKE : TEST_IN;
    return test->how == TEST_LIKE ? operand_pattern(parser, test, patterns)
                                  : operand_list(parser, test);
}

static struct node *
parse_test(struct parser *parser, struct patterns *patterns)
{
    bool has = token_is(&parser->token, "has");
    struct token name;
    struct node *node;
    struct test *test;

    if (has)
        reading_step(parser);
    name = parser->token;
    test = take_field(parser, has ? TEST_HAS : TEST_ORDER);
    if (!test || (!has && !take_operator(parser, test, &name, patterns)))
        return NULL;
    node = make_node(parser, NODE_TEST, NULL);
    node->test = test;
    return node;
}

static struct node *
parse_enclosed(struct parser *parser, struct patterns *patterns)
{
    struct token open = parser->token;
    struct node *inside;

    reading_step(parser);
    inside = parse_any(parser, patterns);
    if (!inside)
        return NULL;
    if (parser->token.kind != TOKEN_CLOSE) {
        reading_wrong(parser, parser->token.kind == TOKEN_END ? &open : &parser->token,
                      parser->token.kind == TOKEN_END ? "expected ) for this ("
                                                      : "expected &&, || or ) here");
        return NULL;
    }
    reading_step(parser);
    return inside;
}

static struct node *
parse_one(struct parser *parser, struct patterns *patterns)
{
    bool no = false;
    struct node *node;

    while (parser->token.kind == TOKEN_NOT || token_is(&parser->token, "not")) {
        no = !no;
        reading_step(parser);
    }
    if (parser->depth == QUERY_DEEPEST) {
        reading_wrong(parser, &parser->token, "this is deeper than 64 parentheses");
        return NULL;
    }
    parser->depth++;
    node = parser->token.kind == TOKEN_OPEN ? parse_enclosed(parser, patterns)
                                            : parse_test(parser, patterns);
    parser->depth--;
    return node && no ? make_node(parser, NODE_NOT, node) : node;
}

static bool
take_word(struct parser *parser, enum token_kind kind, const char *word)
{
    if (parser->token.kind != kind && !token_is(&parser->token, word))
        return false;
    reading_step(parser);
    return true;
}

/* A chain is one node of many, so that its length makes nothing deeper. */
static struct node *
parse_all(struct parser *parser, struct patterns *patterns)
{
    struct node *first = parse_one(parser, patterns), *last = first;

    while (last && take_word(parser, TOKEN_AND, "and")) {
        last->next = parse_one(parser, patterns);
        last = last->next;
    }
    return last && last != first ? make_node(parser, NODE_ALL, first) : last;
}

static struct node *
parse_any(struct parser *parser, struct patterns *patterns)
{
    struct node *first = parse_all(parser, patterns), *last = first;

    while (last && take_word(parser, TOKEN_OR, "or")) {
        last->next = parse_all(parser, patterns);
        last = last->next;
    }
    return last && last != first ? make_node(parser, NODE_ANY, first) : last;
}

static const char *
expected_behind(const struct token *token)
{
    if (token->kind == TOKEN_CLOSE)
        return "there is no ( for this";
    if (token->kind == TOKEN_WRONG && (*token->at == '"' || (*token->at | ' ') == 'x'))
        return "the text does not end: expected a quote";
    return "expected &&, || or the end here";
}

struct node *
expression_parse(struct parser *parser, struct patterns *patterns)
{
    struct node *node;

    parser->token = token_next(parser->text, parser->text + strlen(parser->text));
    node = parse_any(parser, patterns);
    if (node && parser->token.kind != TOKEN_END)
        reading_wrong(parser, &parser->token, "%s", expected_behind(&parser->token));
    return parser->error->what[0] ? NULL : node;
}
