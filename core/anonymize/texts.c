/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/texts.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum { GROUPS_MOST = 40, MARK_MOST = 3, PAIRS_LEAST = 3 };

/* Numbers with marks between them: 10.0.0.1, 00-11-22-33-44-55. */
struct groups {
    const char *at[GROUPS_MOST];
    size_t size[GROUPS_MOST];
    size_t count;
    const char *mark;
    size_t mark_size;
    const char *end;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_hex_digit(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* How they are: of which digits, at most so many in each; whether one may have none; whether marks
 * may differ, which are then only those that names have. */
struct kind {
    bool (*is)(char);
    size_t most;
    bool empty, mixed;
};

static const struct kind decimals = { is_digit, 3, false, false },
                         mixed_decimals = { is_digit, 3, false, true },
                         hexadecimals = { is_hex_digit, 4, true, false },
                         mixed_pairs = { is_hex_digit, 2, false, true };

static bool
is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t
run_of(const char *at, const char *end, bool (*is)(char), size_t most)
{
    size_t n = 0;

    while (at + n < end && n < most && is(at[n]))
        n++;
    return n;
}

/* One character that is neither letter nor digit, or such a one as URLs write it. */
static size_t
mark_at(const char *at, const char *end)
{
    if (at == end || is_digit(*at) || is_letter(*at) || (unsigned char)*at >= 0x80)
        return 0;
    return *at == '%' && end - at >= MARK_MOST ? MARK_MOST : 1;
}

/* The groups from here on. */
static void
find_groups(const char *at, const char *end, const struct kind *kind, struct groups *g)
{
    *g = (struct groups){ .end = at };
    while (g->count < GROUPS_MOST) {
        size_t n = run_of(at, end, kind->is, kind->most);

        if (!n && !(kind->empty && (g->count || (end - at >= 2 && at[0] == ':' && at[1] == ':'))))
            break;
        g->at[g->count] = at;
        g->size[g->count++] = n;
        at += n;
        if (n)
            g->end = at;
        if (!g->mark || kind->mixed) {
            g->mark = at;
            g->mark_size = mark_at(at, end);
        }
        if (!g->mark_size || (size_t)(end - at) < g->mark_size ||
            strncasecmp(at, g->mark, g->mark_size) != 0 || (kind->mixed && !strchr("-._:", *at)))
            break;
        at += g->mark_size;
    }
    while (g->count && !g->size[g->count - 1])
        g->count--;
}

static bool
all_have(const struct groups *g, size_t size)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->size[i] != size)
            return false;
    return true;
}

static bool
has(const char *at, const char *end, bool (*is)(char))
{
    while (at < end && !is(*at))
        at++;
    return at < end;
}

/* As numbers do that are no words, and no dates. */
static bool
has_both(const char *at, const char *end)
{
    return has(at, end, is_digit) && has(at, end, is_letter);
}

static void
put_hash(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    words_hash(a->secret, SECRET_NAME, at, (size_t)(end - at), to);
}

/* Four numbers below 256, or more: then nobody can tell which ones they are. */
static bool
read_quad(const struct groups *g, uint8_t bytes[4])
{
    for (size_t i = 0; i < 4 && i < g->count; i++) {
        unsigned value = 0;

        for (size_t d = 0; d < g->size[i]; d++)
            value = 10 * value + (unsigned)(g->at[i][d] - '0');
        if (value > UINT8_MAX)
            return false;
        bytes[i] = (uint8_t)value;
    }
    return g->count >= 4;
}

static const char *
put_quad(struct addresses *a, const struct groups *g, uint8_t bytes[4], struct textbuf *to)
{
    addresses_map(a, bytes, bytes, 4);
    for (size_t i = 0; i < 4; i++) {
        const char *mark = i ? g->at[i - 1] + g->size[i - 1] : NULL;

        text_bytes(to, mark, mark ? (size_t)(g->at[i] - mark) : 0);
        text_unsigned(to, bytes[i]);
    }
    return g->end;
}

/* Of marks that differ, where none of the same mark begins in between. */
static bool
find_mixed_quad(const char *at, const char *end, struct groups *g, uint8_t bytes[4])
{
    struct groups alike;
    uint8_t other[4];

    find_groups(at, end, &mixed_decimals, g);
    if (!read_quad(g, bytes))
        return false;
    for (size_t i = 1; i < g->count; i++) {
        find_groups(g->at[i], end, &decimals, &alike);
        if (read_quad(&alike, other))
            return false;
    }
    return true;
}

/* `begins`: not amid digits. */
static const char *
take_quad(struct addresses *a, const char *at, const char *end, bool begins, struct textbuf *to)
{
    uint8_t bytes[4];
    struct groups g;

    find_groups(at, end, &decimals, &g);
    if (!read_quad(&g, bytes) && !(begins && find_mixed_quad(at, end, &g, bytes)))
        return NULL;
    if (g.count == sizeof bytes)
        return put_quad(a, &g, bytes, to);
    put_hash(a, at, g.end, to);
    return g.end;
}

static bool
is_with_colons(char c)
{
    return is_hex_digit(c) || c == ':' || c == '.';
}

/* Of version 6, with what may be one of version 4 at its end, and a dot or colon behind. */
static const char *
take_colons(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    size_t n = run_of(at, end, is_with_colons, 64);

    for (; n >= 2; n--)
        if (memchr(at, ':', n) && words_address(a, at, n, to))
            return at + n;
    return NULL;
}

/* The same with another mark, as names have it: 2001-db8--1. */
static const char *
take_dashes(struct addresses *a, const struct groups *g, struct textbuf *to)
{
    const char *at = g->at[0];
    size_t size = (size_t)(g->end - at), start = to->used;
    char copy[INET6_ADDRSTRLEN], mark = g->mark_size == 1 ? *g->mark : '\0';

    if (g->count < 3 || (mark != '-' && mark != '_') || size > sizeof copy ||
        !has(at, g->end, is_digit))
        return NULL;
    for (size_t i = 0; i < size; i++)
        copy[i] = at[i] == mark ? ':' : at[i];
    if (!words_address(a, copy, size, to))
        return NULL;
    for (size_t i = start; i < to->used; i++)
        to->data[i] = to->data[i] == ':' ? mark : to->data[i];
    return g->end;
}

/* Bytes in hexadecimal: four are an address of version 4, fewer or more a part of a link's. */
static const char *
take_pairs(struct addresses *a, const struct groups *g, struct textbuf *to)
{
    uint8_t bytes[4] = { 0 };
    size_t digits = 0;

    for (size_t i = 0; i < g->count; i++) {
        if (g->size[i] < 1 || g->size[i] > 2)
            return NULL;
        digits += g->size[i];
    }
    if (g->count < PAIRS_LEAST || digits < 2 * PAIRS_LEAST || !has_both(g->at[0], g->end))
        return NULL;
    if (g->count != sizeof bytes) {
        put_hash(a, g->at[0], g->end, to);
        return g->end;
    }
    for (size_t i = 0; i < sizeof bytes; i++)
        for (size_t d = 0; d < g->size[i]; d++) {
            char c = g->at[i][d];

            bytes[i] = (uint8_t)(bytes[i] << 4 | (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10));
        }
    addresses_map(a, bytes, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        static const char letters[] = "0123456789abcdef";

        text_bytes(to, g->mark, i ? g->mark_size : 0);
        text_char(to, letters[bytes[i] >> 4]);
        text_char(to, letters[bytes[i] & 15]);
    }
    return g->end;
}

static bool
may_be_address(const struct groups *g, bool colons)
{
    if (g->count == 3 && all_have(g, 4))
        return true;
    if (colons && g->count > 4)
        return true;
    return g->count >= 6 && (all_have(g, 2) || has(g->at[0], g->end, is_digit));
}

/* An address of a link, or of version 6, or so many numbers that they may be one. */
static const char *
take_hex(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    const char *taken;
    struct groups g;
    bool colons;

    find_groups(at, end, &hexadecimals, &g);
    colons = g.count > 1 && g.mark_size == 1 && *g.mark == ':';
    if ((g.count == 6 || g.count == 8) && all_have(&g, 2) &&
        words_link(a, at, (size_t)(g.end - at), to))
        return g.end;
    taken = colons || (at < end && *at == ':') ? take_colons(a, at, end, to) : NULL;
    if (!taken)
        taken = take_dashes(a, &g, to);
    if (!taken && !may_be_address(&g, colons)) {
        taken = take_pairs(a, &g, to);
        find_groups(at, end, &mixed_pairs, &g);
        if (taken || g.count < 6 || !all_have(&g, 2) || !has_both(at, g.end))
            return taken;
    }
    if (!taken)
        put_hash(a, at, g.end, to);
    return taken ? taken : g.end;
}

/* Other digits for those that are an address without marks, or a number that is one: of version 4
 * in hexadecimal, also without the zero before it, and the half of a link's that is its own. */
static const char *
take_run(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    size_t n = run_of(at, end, is_hex_digit, SIZE_MAX);
    size_t decimal = run_of(at, end, is_digit, SIZE_MAX);
    const char *digits = n == decimal ? "0123456789" : "0123456789abcdef";
    bool may_be = n == decimal ? n >= 7 : n >= 8 || (n >= 6 && has(at, at + n, is_digit));
    uint8_t hash[SECRET_HASH];

    if (!may_be)
        return NULL;
    secret_hash(a->secret, SECRET_NAME, at, n, hash);
    for (size_t i = 0; i < n; i++)
        text_char(to, digits[hash[i % sizeof hash] % strlen(digits)]);
    return at + n;
}

void
texts_clean(struct addresses *a, const char *text, size_t size, struct textbuf *to)
{
    const char *at = text, *end = text + size;

    while (at < end) {
        bool begins = at == text || !is_hex_digit(at[-1]);
        const char *next = take_hex(a, at, end, to);

        if (!next)
            next = take_quad(a, at, end, begins, to);
        if (!next && begins)
            next = take_run(a, at, end, to);
        if (!next)
            text_char(to, *at);
        at = next ? next : at + 1;
    }
}

bool
texts_is_clean(struct addresses *a, const char *text, size_t size, struct textbuf *room)
{
    room->used = 0;
    texts_clean(a, text, size, room);
    return room->used == size && (!size || memcmp(room->data, text, size) == 0);
}
