/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv_text.h"

#include "base/visible.h"
#include "utf8.h"

#include <netcap/hex.h>

#include <string.h>

enum { ESCAPED = 4 }; /* bytes that one byte becomes at most */

/* What stands in a cell. */
struct look {
    bool special; /* it is to be escaped */
    bool quoted;  /* it is to stand in quotes */
    size_t quotes;
};

/* Which bytes are to be looked at: all but printable ASCII, and of that these two. */
static inline bool
is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

#define IN_EACH(byte) (UINT64_C(0x0101010101010101) * (uint8_t)(byte))
#define HIGH IN_EACH(0x80)

/* Not 0 when one of eight bytes is 0. */
static inline uint64_t
has_zero(uint64_t bytes)
{
    return (bytes - IN_EACH(1)) & ~bytes & HIGH;
}

/* Whether eight bytes are plain, and none the separator: what most text is. */
static inline bool
are_plain(const uint8_t *at, uint64_t separators)
{
    uint64_t bytes, other;

    memcpy(&bytes, at, sizeof bytes);
    other = (bytes | (bytes - IN_EACH(0x20))) & HIGH; /* of those without their highest bit exact */
    return !(other | has_zero(bytes ^ IN_EACH('"')) | has_zero(bytes ^ IN_EACH('\\')) |
             has_zero(bytes ^ IN_EACH(0x7f)) | has_zero(bytes ^ separators));
}

bool
csv_put_plain(struct textbuf *to, const uint8_t *text, size_t size, char separator)
{
    const uint64_t separators = IN_EACH(separator);
    uint8_t *at = (uint8_t *)textbuf_space(to, size);

    if (size < 8) {
        for (size_t i = 0; i < size; i++) {
            if (!is_plain(text[i]) || (char)text[i] == separator)
                return false;
            at[i] = text[i];
        }
    } else {
        for (size_t i = 0; i < size; i += 8) {
            size_t from = i + 8 <= size ? i : size - 8; /* the last ones, some of them again */

            if (!are_plain(text + from, separators))
                return false;
            memcpy(at + from, text + from, 8);
        }
    }
    to->used += size;
    return true;
}

static struct look
look_at(const struct textbuf *to, size_t from, char separator)
{
    const uint8_t *at = (const uint8_t *)to->data + from,
                  *end = (const uint8_t *)to->data + to->used;
    const uint64_t separators = IN_EACH(separator);
    struct look look = { 0 };

    while (at < end) {
        size_t length = 1;

        if (end - at >= 8 && are_plain(at, separators)) {
            at += 8;
            continue;
        }
        if (end - at < 8 && to->used - from >= 8 && are_plain(end - 8, separators))
            break;
        if (is_plain(*at)) {
            look.quoted |= (char)*at++ == separator;
            continue;
        }
        look.quotes += *at == '"';
        look.quoted |= *at == '"' || (char)*at == separator;
        if (*at != '"') {
            length = nc_utf8(at, (size_t)(end - at));
            look.special |= *at == '\\' || visible_is_control(at, length);
        }
        at += length ? length : 1;
    }
    return look;
}

/* The cell moves out of the way, and is written anew where it was. */
static void
escape(struct textbuf *to, size_t from)
{
    size_t left = to->used - from;
    const uint8_t *at;
    char *write;

    textbuf_space(to, ESCAPED * left);
    write = to->data + from;
    at = memcpy(write + ESCAPED * left, write, left);
    while (left) {
        size_t length = nc_utf8(at, left);
        bool control = visible_is_control(at, length);

        length = control ? 1 : length;
        if (control) {
            *write++ = '\\';
            *write++ = 'x';
            write = nc_hex(write, *at, 2);
        } else {
            memcpy(write, at, length);
            write += length;
            if (*at == '\\')
                *write++ = '\\';
        }
        at += length;
        left -= length;
    }
    to->used = (size_t)(write - to->data);
}

/* Puts the cell that begins here into quotes. */
static void
quote(struct textbuf *to, size_t from, size_t quotes)
{
    size_t length = to->used - from;
    char *read, *write;

    textbuf_space(to, quotes + 2);
    read = to->data + to->used;
    to->used += quotes + 2;
    write = to->data + to->used;
    *--write = '"';
    for (size_t i = 0; i < length; i++) {
        *--write = *--read;
        if (*read == '"')
            *--write = '"';
    }
    *--write = '"';
}

void
csv_finish(struct textbuf *to, size_t from, char separator)
{
    struct look look = look_at(to, from, separator);

    if (look.special) {
        escape(to, from);
        look = look_at(to, from, separator);
    }
    if (look.quoted)
        quote(to, from, look.quotes);
}

void
csv_escape(struct textbuf *to, size_t from)
{
    if (look_at(to, from, '\0').special)
        escape(to, from);
}

void
csv_quote(struct textbuf *to, size_t from, char separator)
{
    struct look look = look_at(to, from, separator);

    if (look.quoted)
        quote(to, from, look.quotes);
}

/* Whether a formula may begin so: also in the full width of East Asian text. */
static bool
begins_formula(const char *text, size_t size)
{
    static const char signs[] = { '=', '+', '-', '@' };
    static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };

    if (size && memchr(signs, *text, sizeof signs))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (size >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

/* A number, or no more than its sign. */
static bool
is_plain_number(const char *text, size_t size)
{
    size_t at = size && (*text == '-' || *text == '+');

    while (at < size && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.'))
        at++;
    return at == size;
}

void
csv_defuse(struct textbuf *to, size_t from)
{
    const char *text = to->data + from;
    size_t size = to->used - from, before = 0;

    while (before < size && (text[before] == '\'' || text[before] == ' '))
        before++;
    if (!begins_formula(text + before, size - before) || is_plain_number(text, size))
        return;
    textbuf_space(to, 1);
    memmove(to->data + from + 1, to->data + from, size);
    to->data[from] = '\'';
    to->used++;
}
