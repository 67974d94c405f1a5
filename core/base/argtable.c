/* SPDX-License-Identifier: Apache-2.0 */
#include "base/argtable.h"

#include "base/alike.h"
#include "base/memory.h"
#include "base/say.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    const struct argtable *table;
    argtable_take *take;
    void *context;
    char **argv;
    int argc, at;
    int operands;
    const char **given; /* the values so far, by row; NULL: none */
};

const struct arg_setting arg_several = { .several = true };

__attribute__((format(printf, 2, 3))) static bool
refuse(const struct parse *parse, const char *format, ...)
{
    char what[512];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    say_error("%s; see '%s --help'", what, parse->table->command);
    return false;
}

static const struct arg_row *
find_name(const struct argtable *table, const char *name, size_t length)
{
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->rows[i].name) == length && memcmp(table->rows[i].name, name, length) == 0)
            return &table->rows[i];
    return NULL;
}

static const struct arg_row *
find_letter(const struct argtable *table, char letter)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].letter == letter)
            return &table->rows[i];
    return NULL;
}

int
arg_choice(const struct arg_row *row, const char *value)
{
    size_t length = value ? strlen(value) : 0;
    int number = 0;

    for (const char *word = row->choices; word; number++) {
        size_t size = strcspn(word, " ");

        if (value && size == length && memcmp(word, value, size) == 0)
            return number;
        word = word[size] ? word + size + 1 : NULL;
    }
    return -1;
}

/* NULL: nothing is known of it. */
static const char *
instead_of(const struct argtable *table, char letter)
{
    for (const struct arg_habit *habit = table->habits; habit && habit->letter; habit++)
        if (habit->letter == letter)
            return habit->instead;
    return NULL;
}

static bool
is_first(struct parse *parse, const struct arg_row *row, const char *value)
{
    const char **given = &parse->given[row - parse->table->rows];

    if (*given && !(row->setting && row->setting->several))
        return refuse(parse, "--%s is given twice, '%.100s' and '%.100s': expected once", row->name,
                      *given, value);
    *given = value;
    return true;
}

static bool
take(struct parse *parse, const struct arg_row *row, const char *value)
{
    const char *expected, *instead = instead_of(parse->table, row->letter);

    if (value && !is_first(parse, row, value))
        return false;
    if (row->choices && arg_choice(row, value) < 0)
        return refuse(parse, "--%s=%s: expected one of: %s", row->name, value, row->choices);
    expected = parse->take(parse->context, row, value);
    if (expected && value)
        return refuse(parse, "--%s=%s: %s%s%s", row->name, value, expected, instead ? "; " : "",
                      instead ? instead : "");
    return !expected || refuse(parse, "--%s: %s", row->name, expected);
}

/* No option has this name; those that are like it are offered. */
static bool
refuse_unknown(const struct parse *parse, const char *name, size_t length)
{
    const struct argtable *table = parse->table;
    struct alike alike = alike_to(name, length);
    char question[ALIKE_TEXT];

    for (size_t i = 0; i < table->count; i++)
        alike_offer(&alike, table->rows[i].name);
    say_error("unknown option --%.*s%s see '%s --help'", (int)(length < 64 ? length : 64), name,
              alike_question(&alike, "--", question), table->command);
    return false;
}

static bool
refuse_letter(const struct parse *parse, char letter)
{
    const char *instead = instead_of(parse->table, letter);

    return instead ? refuse(parse, "unknown option -%c: %s", letter, instead)
                   : refuse(parse, "unknown option -%c", letter);
}

/* The argument after this one; NULL at the end. */
static const char *
next_argument(struct parse *parse)
{
    return parse->at + 1 < parse->argc ? parse->argv[++parse->at] : NULL;
}

static bool
parse_long(struct parse *parse, const char *text)
{
    const char *equals = strchr(text, '='), *value = equals ? equals + 1 : NULL;
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    const struct arg_row *row = find_name(parse->table, text, length);

    if (!row)
        return refuse_unknown(parse, text, length);
    if (!row->value && value)
        return refuse(parse, "option --%s takes no value, found '%s'", row->name, value);
    if (row->value && !value)
        value = next_argument(parse);
    if (row->value && !value)
        return refuse(parse, "option --%s: expected %s after it", row->name, row->value);
    return take(parse, row, value);
}

/* "-vn5" is "-v -n 5": switches in a row, and the rest is the value of the first that has one. */
static bool
parse_letters(struct parse *parse, const char *letters)
{
    for (; *letters; letters++) {
        const struct arg_row *row = find_letter(parse->table, *letters);
        const char *value = NULL;

        if (!row)
            return refuse_letter(parse, *letters);
        if (row->value) {
            value = letters[1] ? letters + 1 : next_argument(parse);
            if (!value)
                return refuse(parse, "option -%c: expected %s after it", *letters, row->value);
        }
        if (!take(parse, row, value))
            return false;
        if (row->value)
            return true;
    }
    return true;
}

static bool
parse_argument(struct parse *parse, bool *options)
{
    char *argument = parse->argv[parse->at];

    if (*options && strcmp(argument, "--") == 0) {
        *options = false;
        return true;
    }
    if (*options && strncmp(argument, "--", 2) == 0)
        return parse_long(parse, argument + 2);
    if (*options && argument[0] == '-' && argument[1])
        return parse_letters(parse, argument + 1);
    if (!parse->table->operands)
        return refuse(parse, "expected options only, found '%.64s'", argument);
    parse->argv[parse->operands++] = argument;
    return true;
}

int
argtable_parse(const struct argtable *table, int argc, char **argv, argtable_take *taker,
               void *context)
{
    struct parse parse = { table, taker, context, argv,
                           argc,  1,     0,       need(table->count + 1, sizeof *parse.given) };
    bool options = true, ok = true;

    for (; parse.at < argc && ok; parse.at++)
        ok = parse_argument(&parse, &options);
    free(parse.given);
    return ok ? parse.operands : -1;
}
