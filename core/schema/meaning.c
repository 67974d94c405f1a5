/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/meaning.h"

#include <string.h>

/* Kinds of types. */
enum {
    REAL = 1,
    WHOLE = 2,
    WORD = 4, /* of 32 bits, without a sign */
    YESNO = 8,
    STRING = 16,
    BYTES = 32,
    MESSAGE = 64,
    ENUM = 128,
    INTEGER = WHOLE | WORD,
};

static const struct {
    const char *word;
    unsigned kinds;
    bool unit;
} meanings[MEANINGS] = {
    [MEANING_NONE] = { "", ~0u, false },
    [MEANING_TIME] = { "time", STRING, false },
    [MEANING_S] = { "s", INTEGER | REAL, true },
    [MEANING_MS] = { "ms", INTEGER | REAL, true },
    [MEANING_US] = { "us", INTEGER | REAL, true },
    [MEANING_NS] = { "ns", INTEGER | REAL, true },
    [MEANING_BYTES] = { "bytes", INTEGER, true },
    [MEANING_COUNT] = { "count", INTEGER, false },
    [MEANING_NUMBER] = { "number", INTEGER | REAL, false },
    [MEANING_CODE] = { "code", INTEGER | ENUM, false },
    [MEANING_FLAG] = { "flag", INTEGER | YESNO, false },
    [MEANING_ADDRESS] = { "address", STRING | BYTES | WORD, false },
    [MEANING_MAC] = { "mac", STRING | BYTES, false },
    [MEANING_PORT] = { "port", INTEGER | STRING, false },
    [MEANING_NAME] = { "name", STRING | BYTES, false },
    [MEANING_URL] = { "url", STRING | BYTES, false },
    [MEANING_ID] = { "id", INTEGER | STRING | BYTES, false },
    [MEANING_HEX] = { "hex", INTEGER | STRING | BYTES, false },
    [MEANING_TEXT] = { "text", STRING | BYTES, false },
    [MEANING_PAYLOAD] = { "payload", BYTES, false },
    [MEANING_MESSAGE] = { "message", MESSAGE, false },
};

enum { STRING_TYPE = 9 };

/* Of the numbers of descriptor.proto. */
static const unsigned kind_of_type[] = {
    [1] = REAL,     [2] = REAL,    [3] = WHOLE,  [4] = WHOLE,  [5] = WHOLE,  [6] = WHOLE,
    [7] = WORD,     [8] = YESNO,   [9] = STRING, [11] = MESSAGE, [12] = BYTES, [13] = WORD,
    [14] = ENUM,    [15] = WHOLE,  [16] = WHOLE, [17] = WHOLE, [18] = WHOLE,
};

const char *
meaning_word(enum schema_meaning meaning)
{
    return meanings[meaning].word;
}

enum schema_meaning
meaning_of_word(const char *word, size_t length)
{
    for (int i = MEANING_NONE + 1; i < MEANINGS; i++)
        if (strlen(meanings[i].word) == length && memcmp(meanings[i].word, word, length) == 0)
            return (enum schema_meaning)i;
    return MEANING_NONE;
}

bool
meaning_is_unit(enum schema_meaning meaning)
{
    return meanings[meaning].unit;
}

bool
meaning_fits(enum schema_meaning meaning, int type)
{
    bool known = type > 0 && type < (int)(sizeof kind_of_type / sizeof *kind_of_type);

    return known && meanings[meaning].kinds & kind_of_type[type];
}

static bool
ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), at = strlen(end);

    return length >= at && strcmp(name + length - at, end) == 0;
}

static enum schema_meaning
by_name(const char *name)
{
    if (strncmp(name, "Timestamp", 9) == 0)
        return MEANING_TIME;
    if (ends_with(name, "IP"))
        return MEANING_ADDRESS;
    if (ends_with(name, "MAC"))
        return MEANING_MAC;
    return ends_with(name, "Port") ? MEANING_PORT : MEANING_NONE;
}

enum schema_meaning
meaning_of_name(const char *name, int type)
{
    enum schema_meaning meaning = by_name(name);

    /* A text of such a name can be a socket's, "Gi0/1": who means a number says so. */
    if (meaning == MEANING_PORT && type == STRING_TYPE)
        return MEANING_NONE;
    return meaning_fits(meaning, type) ? meaning : MEANING_NONE;
}
