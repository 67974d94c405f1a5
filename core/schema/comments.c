/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/comments.h"

#include <string.h>

/* Numbers of members in descriptor.proto. */
enum { SET_FILE = 1, FILE_MESSAGE = 4, FILE_SOURCE = 9, FIELD_IN_MESSAGE = 2,
       NESTED_IN_MESSAGE = 3 };
enum { LOCATION = 1, PATH = 1, LEADING = 3, TRAILING = 4 };

/* A path to a field goes down two numbers a level; a unit is a word or two, or a
 * list of them. */
enum { MAX_PATH = 2 * WIRE_MAX_DEPTH + 2, MAX_UNIT = 512 };

struct location {
    uint64_t path[MAX_PATH];
    size_t depth; /* more than MAX_PATH: too deep for any field */
    struct wire leading, trailing;
};

static bool
is_space(uint8_t c)
{
    return c <= ' ' || c == 0x7f;
}

/* Text in one line: what is no character becomes a space, and of several spaces one is left. */
static const char *
copy_line(struct schema *schema, struct wire text)
{
    char *line = schema_take(schema, wire_left(&text) + 1, 1), *to = line;

    if (!line)
        return NULL;
    for (; text.at < text.end; text.at++) {
        if (!is_space(*text.at))
            *to++ = (char)*text.at;
        else if (to != line && to[-1] != ' ')
            *to++ = ' ';
    }
    if (to != line && to[-1] == ' ')
        to--;
    *to = '\0';
    return line;
}

static bool
is_unit(struct wire text)
{
    if (wire_left(&text) > MAX_UNIT || text.at == text.end)
        return false;
    for (; text.at < text.end; text.at++)
        if (*text.at < ' ' || *text.at > '~')
            return false;
    return true;
}

/* Takes what the brackets say that a comment begins with.  False when there is too much of it. */
static bool
take_brackets(struct schema *schema, struct schema_field *field, struct wire *text)
{
    const uint8_t *close, *word_end;
    enum schema_meaning meaning;
    struct wire unit;

    while (text->at < text->end && is_space(*text->at))
        text->at++;
    if (text->at == text->end || *text->at != '[')
        return true;
    close = memchr(text->at, ']', wire_left(text));
    if (!close)
        return true;
    word_end = memchr(text->at, ' ', (size_t)(close - text->at));
    if (!word_end)
        word_end = close;
    meaning = meaning_of_word((const char *)text->at + 1, (size_t)(word_end - text->at - 1));
    if (meaning == MEANING_NONE)
        return true; /* it is the comment's own */
    unit = (struct wire){ word_end + (word_end < close), close };
    text->at = close + 1;
    if (!meaning_fits(meaning, field->type))
        return true;
    field->meaning = meaning;
    field->unit = NULL;
    if (meaning_is_unit(meaning))
        field->unit = meaning_word(meaning);
    else if (is_unit(unit))
        field->unit = copy_line(schema, unit);
    else if (wire_left(&unit))
        field->unit = "?"; /* more was said, whatever it was */
    return meaning_is_unit(meaning) || !is_unit(unit) || field->unit;
}

static bool
comment_field(struct schema *schema, struct schema_field *field, const struct location *location)
{
    struct wire text = wire_left(&location->trailing) ? location->trailing : location->leading;

    if (!take_brackets(schema, field, &text))
        return false;
    field->comment = copy_line(schema, text);
    return field->comment != NULL;
}

static bool
comment_message(struct schema *schema, struct schema_message *message,
                const struct location *location)
{
    struct wire text = wire_left(&location->leading) ? location->leading : location->trailing;

    message->comment = copy_line(schema, text);
    return message->comment != NULL;
}

/* Passes over what is no message or field of one, or not there at all. */
static bool
apply(struct schema *schema, const struct declared *declared, const struct location *location)
{
    const uint64_t *at = location->path, *end = at + location->depth;
    struct schema_message *message;

    if (location->depth > MAX_PATH || location->depth % 2 || location->depth == 0 ||
        *at != FILE_MESSAGE || at[1] >= declared->count)
        return true;
    message = declared->list[at[1]];
    for (at += 2; at < end && *at == NESTED_IN_MESSAGE; at += 2) {
        if (at[1] >= message->n_nested)
            return true;
        message = message->nested[at[1]];
    }
    if (at == end)
        return comment_message(schema, message, location);
    if (at + 2 != end || *at != FIELD_IN_MESSAGE || at[1] >= message->count)
        return true;
    return comment_field(schema, &message->fields[at[1]], location);
}

static void
add_step(struct location *location, uint64_t number)
{
    if (location->depth < MAX_PATH)
        location->path[location->depth] = number;
    if (location->depth <= MAX_PATH)
        location->depth++;
}

static bool
read_path(struct location *location, const struct wire_item *item)
{
    struct wire packed = item->inside;
    uint64_t number;

    if (item->type == WIRE_VARINT)
        add_step(location, item->bits);
    while (item->type == WIRE_BYTES && packed.at < packed.end) {
        if (!wire_varint(&packed, &number))
            return false;
        add_step(location, number);
    }
    return true;
}

static bool
read_location(struct location *location, struct wire wire)
{
    struct wire_item item;

    location->depth = 0;
    location->leading = location->trailing = (struct wire){ NULL, NULL };
    while (wire.at < wire.end) {
        if (!wire_next(&wire, &item) || (item.number == PATH && !read_path(location, &item)))
            return false;
        if (item.type == WIRE_BYTES && item.number == LEADING)
            location->leading = item.inside;
        if (item.type == WIRE_BYTES && item.number == TRAILING)
            location->trailing = item.inside;
    }
    return true;
}

static bool
read_source(struct schema *schema, const struct declared *declared, struct wire source)
{
    struct location location;
    struct wire_item item;

    while (source.at < source.end) {
        if (!wire_next(&source, &item))
            return schema_wrong(schema, "the schema's comments are damaged");
        if (item.number != LOCATION || item.type != WIRE_BYTES)
            continue;
        if (!read_location(&location, item.inside))
            return schema_wrong(schema, "the schema's comments are damaged");
        if ((wire_left(&location.leading) || wire_left(&location.trailing)) &&
            !apply(schema, declared, &location))
            return false;
    }
    return true;
}

static bool
read_file(struct schema *schema, const struct declared *declared, struct wire file)
{
    struct wire_item item;

    while (file.at < file.end && wire_next(&file, &item))
        if (item.number == FILE_SOURCE && item.type == WIRE_BYTES &&
            !read_source(schema, declared, item.inside))
            return false;
    return true;
}

bool
comments_read(struct schema *schema, struct wire descriptors)
{
    struct wire_item item;

    for (size_t i = 0; i < schema->n_files && wire_next(&descriptors, &item);)
        if (item.number == SET_FILE && item.type == WIRE_BYTES &&
            !read_file(schema, &schema->files[i++], item.inside))
            return false;
    return true;
}
