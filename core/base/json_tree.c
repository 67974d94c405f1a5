/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct reading {
    struct pool *pool;
    char *at;
};

static bool read_value(struct reading *, struct json *, int depth);

static void
skip_space(struct reading *in)
{
    in->at += strspn(in->at, " \t\r\n");
}

static bool
take(struct reading *in, char c)
{
    skip_space(in);
    if (*in->at != c)
        return false;
    in->at++;
    return true;
}

static bool
read_unit(const char *at, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = at[i] ? strchr(digits, at[i] | 0x20) : NULL;

        if (!digit)
            return false;
        *unit = *unit << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

/* As UTF-8, which is never longer than the escape was; a zero byte would end the text. */
static char *
put_code(char *to, uint32_t code)
{
    if (!code || (code >= 0xd800 && code < 0xe000))
        code = 0xfffd;
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    if (code < 0x800) {
        *to++ = (char)(0xc0 | code >> 6);
    } else {
        if (code < 0x10000) {
            *to++ = (char)(0xe0 | code >> 12);
        } else {
            *to++ = (char)(0xf0 | code >> 18);
            *to++ = (char)(0x80 | (code >> 12 & 0x3f));
        }
        *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (code & 0x3f));
    return to;
}

/* What stands behind a backslash. */
static bool
read_escape(struct reading *in, char **to)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    char c = *in->at++;
    const char *name = c ? strchr(names, c) : NULL;
    uint32_t unit, low;

    if (name) {
        *(*to)++ = means[name - names];
        return true;
    }
    if (c != 'u' || !read_unit(in->at, &unit))
        return false;
    in->at += 4;
    if (unit >= 0xd800 && unit < 0xdc00 && in->at[0] == '\\' && in->at[1] == 'u' &&
        read_unit(in->at + 2, &low) && low >= 0xdc00 && low < 0xe000) {
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        in->at += 6;
    }
    *to = put_code(*to, unit);
    return true;
}

/* Behind the first quote; in its place. */
static const char *
read_text(struct reading *in)
{
    char *text = in->at, *to = text;

    while (*in->at != '"') {
        if ((unsigned char)*in->at < ' ')
            return NULL;
        if (*in->at == '\\') {
            in->at++;
            if (!read_escape(in, &to))
                return NULL;
        } else {
            *to++ = *in->at++;
        }
    }
    in->at++;
    *to = '\0';
    return text;
}

/* Both lists and objects. */
static bool
read_items(struct reading *in, struct json *of, char end, int depth)
{
    struct json **next = &of->first;

    if (take(in, end))
        return true;
    do {
        struct json *item = pool_take(in->pool, sizeof *item);

        if (!item)
            return false;
        if (of->kind == JSON_OBJECT &&
            (!take(in, '"') || !(item->key = read_text(in)) || !take(in, ':')))
            return false;
        if (!read_value(in, item, depth + 1))
            return false;
        *next = item;
        next = &item->next;
    } while (take(in, ','));
    return take(in, end);
}

static bool
read_word(struct reading *in, struct json *to)
{
    static const struct {
        const char *text;
        enum json_kind kind;
    } words[] = { { "null", JSON_NULL }, { "false", JSON_FALSE }, { "true", JSON_TRUE } };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(in->at, words[i].text, strlen(words[i].text)) == 0) {
            in->at += strlen(words[i].text);
            to->kind = words[i].kind;
            return true;
        }
    return false;
}

/* Copied: what ends it is not read yet. */
static bool
read_number(struct reading *in, struct json *to)
{
    size_t length = strspn(in->at, "+-.0123456789eE");
    char *copy = length ? pool_take(in->pool, length + 1) : NULL;

    if (!copy)
        return false;
    memcpy(copy, in->at, length);
    in->at += length;
    to->kind = JSON_NUMBER;
    to->text = copy;
    return true;
}

static bool
read_value(struct reading *in, struct json *to, int depth)
{
    if (depth > DEPTH_MAX)
        return false;
    if (take(in, '{')) {
        to->kind = JSON_OBJECT;
        return read_items(in, to, '}', depth);
    }
    if (take(in, '[')) {
        to->kind = JSON_LIST;
        return read_items(in, to, ']', depth);
    }
    if (take(in, '"')) {
        to->kind = JSON_TEXT;
        return (to->text = read_text(in));
    }
    return read_word(in, to) || read_number(in, to);
}

const struct json *
json_read(struct pool *pool, char *text)
{
    struct reading in = { pool, text };
    struct json *top = pool_take(pool, sizeof *top);

    if (!top || !read_value(&in, top, 0))
        return NULL;
    skip_space(&in);
    return *in.at ? NULL : top;
}

const struct json *
json_member(const struct json *of, const char *key)
{
    const struct json *it = of && of->kind == JSON_OBJECT ? of->first : NULL;

    while (it && strcmp(it->key, key) != 0)
        it = it->next;
    return it;
}

const char *
json_text(const struct json *of, const char *key)
{
    const struct json *it = json_member(of, key);

    return it && it->kind == JSON_TEXT ? it->text : NULL;
}

bool
json_number(const struct json *of, const char *key, uint64_t *number)
{
    const struct json *it = json_member(of, key);
    char *end;

    if (!it || it->kind != JSON_NUMBER || *it->text < '0' || *it->text > '9')
        return false;
    errno = 0;
    *number = strtoull(it->text, &end, 10);
    return !errno && !*end;
}
