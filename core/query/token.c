/* SPDX-License-Identifier: Apache-2.0 */
#include "query/token.h"

#include <string.h>

static bool
is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("_.:/+-", c));
}

/* A word ends where a range begins: 1..1023. */
static size_t
word_length(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && is_word(*at) && !(at + 1 < end && at[0] == '.' && at[1] == '.'))
        at++;
    return (size_t)(at - from);
}

/* From the opening quote to behind the closing one; 0: there is none. */
static size_t
quoted_length(const char *at, const char *end)
{
    const char *from = at;

    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end ? (size_t)(at + 1 - from) : 0;
}

static const struct sign {
    const char *text;
    enum token_kind kind;
} signs[] = {
    { "==", TOKEN_EQUAL },         { "!=", TOKEN_UNEQUAL }, { "<=", TOKEN_LESS_EQUAL },
    { ">=", TOKEN_GREATER_EQUAL }, { "&&", TOKEN_AND },     { "||", TOKEN_OR },
    { "..", TOKEN_RANGE },         { "<", TOKEN_LESS },     { ">", TOKEN_GREATER },
    { "~", TOKEN_LIKE },           { "!", TOKEN_NOT },      { "(", TOKEN_OPEN },
    { ")", TOKEN_CLOSE },          { "{", TOKEN_LIST },     { "}", TOKEN_LIST_END },
    { ",", TOKEN_COMMA },
};

static struct token
sign_at(const char *at, const char *end)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i].text);

        if ((size_t)(end - at) >= length && memcmp(at, signs[i].text, length) == 0)
            return (struct token){ signs[i].kind, at, length };
    }
    return (struct token){ TOKEN_WRONG, at, 1 };
}

static struct token
quoted_at(const char *at, const char *quote, const char *end, enum token_kind kind)
{
    size_t length = quoted_length(quote, end);

    if (!length)
        return (struct token){ TOKEN_WRONG, at, (size_t)(end - at) };
    return (struct token){ kind, at, length + (size_t)(quote - at) };
}

struct token
token_next(const char *at, const char *end)
{
    size_t length;

    while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
        at++;
    if (at == end)
        return (struct token){ TOKEN_END, at, 0 };
    if (*at == '"')
        return quoted_at(at, at, end, TOKEN_TEXT);
    if ((*at | ' ') == 'x' && at + 1 < end && at[1] == '"')
        return quoted_at(at, at + 1, end, TOKEN_BYTES);
    length = word_length(at, end);
    if (length)
        return (struct token){ TOKEN_WORD, at, length };
    return sign_at(at, end);
}

bool
token_is(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && strlen(word) == token->length &&
           memcmp(token->at, word, token->length) == 0;
}

static int
hex(char c)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *place = c ? strchr(digits, c) : NULL;
    int digit = place ? (int)(place - digits) : -1;

    return digit > 15 ? digit - 6 : digit;
}

/* Two digits of hexadecimal; -1: they are not there. */
static int
hex_byte(const char *at, const char *end)
{
    int high = end - at >= 2 ? hex(at[0]) : -1, low = end - at >= 2 ? hex(at[1]) : -1;

    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* What an escape stands for, and behind it; -1: nothing. */
static int
escape(const char **at, const char *end)
{
    static const char letters[] = "\"\\nrt", values[] = "\"\\\n\r\t";
    const char *place;

    if (*at < end && **at == 'x') {
        int byte = hex_byte(*at + 1, end);

        *at += 3;
        return byte;
    }
    place = *at < end && **at ? strchr(letters, **at) : NULL;
    ++*at;
    return place ? values[place - letters] : -1;
}

static bool
unquote_text(const char *at, const char *end, char *to, size_t *size, const char **wrong)
{
    for (*size = 0; at < end; ++*size) {
        int c = (unsigned char)*at;

        *wrong = at++;
        if (c == '\\')
            c = escape(&at, end);
        if (c < 0)
            return false;
        to[*size] = (char)c;
    }
    return true;
}

bool
token_unquote(const struct token *token, char *to, size_t *size, const char **wrong)
{
    const char *at = (const char *)memchr(token->at, '"', token->length) + 1;
    const char *end = token->at + token->length - 1;

    if (token->kind == TOKEN_TEXT)
        return unquote_text(at, end, to, size, wrong);
    for (*size = 0; at < end; at += 2) {
        int byte = hex_byte(at, end);

        *wrong = at;
        if (byte < 0)
            return false;
        to[(*size)++] = (char)byte;
    }
    return true;
}
