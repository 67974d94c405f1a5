/* SPDX-License-Identifier: Apache-2.0 */
#include "query/operand.h"

#include "query/literal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_RANGES = 4096 };

/* What is expected of a literal, by the field's form. */
static const char *const expected[] = {
    [TEST_WHOLE] = "a number, as 443 or 0x1bb",
    [TEST_REAL] = "a number, as 0.5",
    [TEST_TIME] = "a time, as 2026-11-28T12:00:00Z, 2026-11-28 or seconds since 1970",
    [TEST_PORT] = "a port, as 443",
    [TEST_ADDRESS] = "an address, as 10.0.0.1 or fe80::1",
    [TEST_ADDRESS_BYTES] = "an address, as 10.0.0.1 or fe80::1",
    [TEST_ADDRESS_NUMBER] = "an address, as 10.0.0.1",
    [TEST_MAC] = "a link address, as 00:00:5e:00:53:01",
    [TEST_BYTES] = "text in quotes, as \"text\"",
};

/* The nanoseconds of what the field counts; 0: it counts no time. */
static uint64_t
unit_of(const struct schema_field *field)
{
    switch (field->meaning) {
    case MEANING_S: return 1000000000;
    case MEANING_MS: return 1000000;
    case MEANING_US: return 1000;
    case MEANING_NS: return 1;
    default: return 0;
    }
}

static bool
unexpected(struct parser *parser, const struct test *test, const struct token *token)
{
    const struct schema_field *field = test->field;
    char what[256];

    snprintf(what, sizeof what, "%s", expected[test->form]);
    if (field->type == SCHEMA_BOOL)
        snprintf(what, sizeof what, "true or false");
    else if (field->type == SCHEMA_ENUM)
        snprintf(what, sizeof what, "a name of %.64s, as %.64s, or a number",
                 field->enumeration->name,
                 field->enumeration->count ? field->enumeration->values->name : "0");
    else if (field->type == SCHEMA_BYTES && field->meaning == MEANING_MAC)
        snprintf(what, sizeof what, "%s", expected[TEST_MAC]);
    else if (field->type == SCHEMA_BYTES && test->form == TEST_BYTES)
        snprintf(what, sizeof what, "bytes, as x\"00ff\" or \"text\"");
    else if (unit_of(field))
        snprintf(what, sizeof what, "a number of %s, or a time with its unit, as 1.5s or 10ms",
                 field->unit ? field->unit : "units");
    if (test->how == TEST_IN && field->meaning == MEANING_ADDRESS)
        strncat(what, ", or a network, as 10.0.0.0/8", sizeof what - strlen(what) - 1);
    return reading_wrong(parser, token, "expected %s, for %s (%s)", what, field->name,
                         schema_type_name(field));
}

struct range_bytes {
    uint8_t *least, *most;
};

static struct range_bytes
take_keys(struct parser *parser)
{
    return (struct range_bytes){ pool_take(parser->pool, TEST_KEY),
                                 pool_take(parser->pool, TEST_KEY) };
}

static struct key
bytes_key(const uint8_t *bytes, size_t size)
{
    return (struct key){ .is_bytes = true, .bytes = bytes, .size = size };
}

/* From the first to the last address of a network. */
static bool
read_network(const char *text, size_t size, struct range_bytes keys)
{
    const char *slash = memchr(text, '/', size);
    struct key bits;
    unsigned most;

    if (!slash || !key_address_text(text, (size_t)(slash - text), keys.least) ||
        !literal_number(slash + 1, size - (size_t)(slash + 1 - text), &bits) || bits.is_real)
        return false;
    most = keys.least[0] == 4 ? 32 : 128;
    if (bits.whole < 0 || bits.whole > (wide)most)
        return false;
    memcpy(keys.most, keys.least, KEY_ADDRESS);
    for (unsigned bit = (unsigned)bits.whole; bit < most; bit++) {
        uint8_t mask = (uint8_t)(0x80 >> bit % 8);

        keys.least[1 + bit / 8] &= (uint8_t)~mask;
        keys.most[1 + bit / 8] |= mask;
    }
    return true;
}

static bool
address_operand(struct parser *parser, const struct test *test, const char *text, size_t size,
                struct test_range *range)
{
    struct range_bytes keys = take_keys(parser);

    if (key_address_text(text, size, keys.least))
        memcpy(keys.most, keys.least, KEY_ADDRESS);
    else if (test->how != TEST_IN || !read_network(text, size, keys))
        return false;
    range->least = bytes_key(keys.least, KEY_ADDRESS);
    range->most = bytes_key(keys.most, KEY_ADDRESS);
    return true;
}

static bool
mac_operand(struct parser *parser, const char *text, size_t size, struct test_range *range)
{
    struct range_bytes keys = take_keys(parser);

    range->least = bytes_key(keys.least, key_mac_text(text, size, keys.least));
    return range->least.size > 0;
}

static bool
time_operand(const struct test *test, const char *text, size_t size, struct test_range *range)
{
    wide time, span;

    if (!literal_time(text, size, &time, &span))
        return false;
    range->least = (struct key){ .whole = time };
    /* In a day is anywhere in it; up to a day is up to its beginning. */
    range->most = (struct key){ .whole = test->how == TEST_IN ? time + span - 1 : time };
    return true;
}

static bool
enum_operand(const struct schema_enum *type, const char *text, size_t size, struct key *key)
{
    for (size_t i = 0; i < type->count; i++)
        if (strlen(type->values[i].name) == size &&
            strncasecmp(type->values[i].name, text, size) == 0) {
            *key = (struct key){ .whole = type->values[i].number };
            return true;
        }
    return false;
}

static bool
is_word(const char *text, size_t size, const char *word)
{
    return strlen(word) == size && memcmp(text, word, size) == 0;
}

static bool
number_operand(const struct test *test, const char *text, size_t size, struct key *key)
{
    const struct schema_field *field = test->field;
    bool no = is_word(text, size, "false");

    if (field->type == SCHEMA_BOOL && (no || is_word(text, size, "true"))) {
        *key = (struct key){ .whole = !no };
        return true;
    }
    if (field->type == SCHEMA_ENUM && enum_operand(field->enumeration, text, size, key))
        return true;
    if (!literal_number(text, size, key) &&
        (!unit_of(field) || !literal_span(text, size, unit_of(field), key)))
        return false;
    /* 0.1 is what a float has that was written from it. */
    if (field->type == SCHEMA_FLOAT && key->is_real)
        key->real = (float)key->real;
    return true;
}

static bool
text_operand(struct parser *parser, const struct token *token, struct test_range *range)
{
    char *bytes = pool_take(parser->pool, token->length);
    const char *wrong;
    size_t size;

    if (!token_unquote(token, bytes, &size, &wrong))
        return reading_wrong(parser, &(struct token){ TOKEN_WRONG, wrong, 1 },
                             token->kind == TOKEN_BYTES
                                 ? "expected two digits of hexadecimal for each byte"
                                 : "expected \\\", \\\\, \\n, \\r, \\t or \\xNN");
    range->least = bytes_key((uint8_t *)bytes, size);
    range->most = range->least;
    return true;
}

/* What stands there, with or without quotes, as the form has it. */
static bool
by_form(struct parser *parser, const struct test *test, const char *text, size_t size,
        struct test_range *range)
{
    bool found;

    switch (test->form) {
    case TEST_TIME: return time_operand(test, text, size, range);
    case TEST_ADDRESS:
    case TEST_ADDRESS_BYTES:
    case TEST_ADDRESS_NUMBER: return address_operand(parser, test, text, size, range);
    case TEST_MAC:
    case TEST_BYTES: found = mac_operand(parser, text, size, range); break;
    default: found = number_operand(test, text, size, &range->least); break;
    }
    range->most = range->least;
    return found;
}

/* The literal at hand; *range is then from itself to itself, or a network, or a day. */
static bool
literal(struct parser *parser, const struct test *test, struct test_range *range)
{
    const struct token token = parser->token;
    bool quoted = token.kind == TOKEN_TEXT || token.kind == TOKEN_BYTES;
    const char *text = token.at;
    size_t size = token.length;

    if (token.kind != TOKEN_WORD && !quoted)
        return unexpected(parser, test, &token);
    if (quoted && !text_operand(parser, &token, range))
        return false;
    reading_step(parser);
    if (quoted) {
        text = (const char *)range->least.bytes;
        size = range->least.size;
    }
    if (test->form != TEST_BYTES || test->field->meaning == MEANING_MAC) {
        struct test_range found;

        if (token.kind != TOKEN_BYTES && by_form(parser, test, text, size, &found)) {
            *range = found;
            return true;
        }
    }
    return (quoted && test->form == TEST_BYTES) || unexpected(parser, test, &token);
}

bool
operand_value(struct parser *parser, struct test *test)
{
    struct test_range *range = pool_take(parser->pool, sizeof *range);

    test->ranges = range;
    test->count = 1;
    return literal(parser, test, range);
}

/* A literal, or from one to another. */
static bool
range_operand(struct parser *parser, const struct test *test, struct test_range *range)
{
    struct token from = parser->token;
    struct test_range end;

    if (!literal(parser, test, range))
        return false;
    if (parser->token.kind != TOKEN_RANGE)
        return true;
    reading_step(parser);
    end = *range;
    if (!literal(parser, test, &end))
        return false;
    range->most = end.most;
    if (key_compare(&range->least, &range->most) & (KEY_LESS | KEY_EQUAL))
        return true;
    from.length = (size_t)(parser->token.at - from.at);
    return reading_wrong(parser, &from, "nothing is in this range: it ends before it begins");
}

bool
operand_list(struct parser *parser, struct test *test)
{
    bool list = parser->token.kind == TOKEN_LIST;
    struct test_range *ranges = pool_take(parser->pool, sizeof *ranges);
    size_t size = 1;

    test->ranges = ranges;
    if (!list) {
        test->count = 1;
        return range_operand(parser, test, ranges);
    }
    do {
        reading_step(parser);
        if (test->count == MOST_RANGES)
            return reading_wrong(parser, &parser->token, "the list is longer than 4096");
        if (test->count == size) {
            ranges = pool_take(parser->pool, 2 * size * sizeof *ranges);
            memcpy(ranges, test->ranges, size * sizeof *ranges);
            test->ranges = ranges;
            size *= 2;
        }
        if (!range_operand(parser, test, &ranges[test->count++]))
            return false;
    } while (parser->token.kind == TOKEN_COMMA);
    if (parser->token.kind != TOKEN_LIST_END)
        return reading_wrong(parser, &parser->token, "expected , or } behind this in a list");
    reading_step(parser);
    return true;
}

bool
operand_pattern(struct parser *parser, struct test *test, struct patterns *patterns)
{
    struct token token = parser->token;
    struct test_range text;
    char why[128];

    if (test->field->type != SCHEMA_STRING && test->field->type != SCHEMA_BYTES)
        return reading_wrong(parser, &token, "%s is no text (%s): ~ searches text",
                             test->field->name, schema_type_name(test->field));
    if (token.kind != TOKEN_TEXT)
        return reading_wrong(parser, &token,
                             "expected a regular expression in quotes, as \"^GET|POST\"");
    if (!text_operand(parser, &token, &text))
        return false;
    test->pattern = pattern_new((const char *)text.least.bytes, text.least.size, why, sizeof why);
    if (!test->pattern)
        return reading_wrong(parser, &token, "this is no regular expression: %s", why);
    patterns->list = grow(patterns->list, (patterns->count + 1) * sizeof *patterns->list);
    patterns->list[patterns->count++] = test->pattern;
    reading_step(parser);
    return true;
}
