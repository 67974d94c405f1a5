/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/texts.h"

#include <string.h>
#include <strings.h>

enum { GROUPS_MOST = 40, MARK_MOST = 3, NIBBLES = 2 * PAN_LONGEST };

/* Numbers with the same mark between any two: 10.0.0.1, 00-11-22-33-44-55. */
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

/* The groups from here on, of at most so many such digits; empty ones where they may be. */
static void
find_groups(const char *at, const char *end, bool (*is)(char), size_t most, bool empty,
            struct groups *g)
{
    *g = (struct groups){ .end = at };
    while (g->count < GROUPS_MOST) {
        size_t n = run_of(at, end, is, most);

        if (!n && !(empty && (g->count || (end - at >= 2 && at[0] == ':' && at[1] == ':'))))
            break;
        g->at[g->count] = at;
        g->size[g->count++] = n;
        at += n;
        if (n)
            g->end = at;
        if (!g->mark) {
            g->mark = at;
            g->mark_size = mark_at(at, end);
        }
        if (!g->mark_size || (size_t)(end - at) < g->mark_size ||
            strncasecmp(at, g->mark, g->mark_size) != 0)
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
has_digit(const char *at, const char *end)
{
    while (at < end && !is_digit(*at))
        at++;
    return at < end;
}

static void
put_hash(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    words_hash(a->secret, SECRET_NAME, at, (size_t)(end - at), to);
}

/* Four numbers below 256.  Where there are more of them nobody can tell which ones they are. */
static const char *
take_quad(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    uint8_t bytes[4];
    struct groups g;

    find_groups(at, end, is_digit, 3, false, &g);
    if (g.count < sizeof bytes)
        return NULL;
    for (size_t i = 0; i < sizeof bytes; i++) {
        unsigned value = 0;

        for (size_t d = 0; d < g.size[i]; d++)
            value = 10 * value + (unsigned)(g.at[i][d] - '0');
        if (value > UINT8_MAX)
            return NULL;
        bytes[i] = (uint8_t)value;
    }
    if (g.count > sizeof bytes) {
        put_hash(a, at, g.end, to);
        return g.end;
    }
    addresses_map(a, bytes, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        text_bytes(to, g.mark, i ? g.mark_size : 0);
        text_unsigned(to, bytes[i]);
    }
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

/* An address of a link, or of version 6, or so many numbers that they may be one. */
static const char *
take_hex(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    const char *taken;
    struct groups g;
    bool colons;

    find_groups(at, end, is_hex_digit, 4, true, &g);
    colons = g.count > 1 && g.mark_size == 1 && *g.mark == ':';
    if ((g.count == 6 || g.count == 8) && all_have(&g, 2) &&
        words_link(a, at, (size_t)(g.end - at), to))
        return g.end;
    taken = colons || (at < end && *at == ':') ? take_colons(a, at, end, to) : NULL;
    if (taken)
        return taken;
    if ((g.count == 3 && all_have(&g, 4)) || (colons && g.count > 4) ||
        (g.count >= 6 && (all_have(&g, 2) || has_digit(at, g.end)))) {
        put_hash(a, at, g.end, to);
        return g.end;
    }
    return NULL;
}

/* Other digits for those that are an address without marks, or a number that is one. */
static const char *
take_run(struct addresses *a, const char *at, const char *end, struct textbuf *to)
{
    size_t n = run_of(at, end, is_hex_digit, SIZE_MAX);
    size_t decimal = run_of(at, end, is_digit, SIZE_MAX);
    const char *digits = n == decimal ? "0123456789" : "0123456789abcdef";
    bool may_be = n == decimal ? n >= 7 : n >= 12 || (n >= 8 && has_digit(at, at + n));
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
        const char *next = take_hex(a, at, end, to);

        if (!next)
            next = take_quad(a, at, end, to);
        if (!next && (at == text || !is_hex_digit(at[-1])))
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

/* ---- names of addresses ---- */

/* The label that ends there; 0: there is none. */
static size_t
label_before(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && text[size - n - 1] != '.')
        n++;
    return n;
}

static int
number_of(const char *at, size_t size, bool nibbles)
{
    int value = 0;

    if (nibbles)
        return size == 1 && is_hex_digit(*at)
                   ? (is_digit(*at) ? *at - '0' : (*at | 0x20) - 'a' + 10)
                   : -1;
    if (!size || size > 3)
        return -1;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(at[i]))
            return -1;
        value = 10 * value + (at[i] - '0');
    }
    return value <= UINT8_MAX ? value : -1;
}

static bool
ends_with(const char *text, size_t size, const char *end)
{
    size_t n = strlen(end);

    return size >= n && strncasecmp(text + size - n, end, n) == 0;
}

/* The labels before the last `behind` bytes, of what stands before them; how many were taken. */
static unsigned
read_labels(const char *text, size_t *size, bool nibbles, uint8_t bytes[PAN_LONGEST])
{
    unsigned n = 0, most = nibbles ? NIBBLES : 4;

    memset(bytes, 0, PAN_LONGEST);
    while (n < most && *size) {
        size_t label = label_before(text, *size);
        int value = number_of(text + *size - label, label, nibbles);

        if (value < 0)
            break;
        if (nibbles)
            bytes[n / 2] |= (uint8_t)(n % 2 ? value : value << 4);
        else
            bytes[n] = (uint8_t)value;
        n++;
        *size -= label;
        if (!*size)
            break;
        (*size)--; /* the dot before it */
    }
    return n;
}

static void
put_labels(const uint8_t *bytes, unsigned n, bool nibbles, struct textbuf *to)
{
    static const char digits[] = "0123456789abcdef";

    while (n-- > 0) {
        if (nibbles)
            text_char(to, digits[n % 2 ? bytes[n / 2] & 15 : bytes[n / 2] >> 4]);
        else
            text_unsigned(to, bytes[n]);
        if (n)
            text_char(to, '.');
    }
}

bool
texts_reverse(struct addresses *a, const char *text, size_t size, struct textbuf *to)
{
    bool dot = size && text[size - 1] == '.';
    size_t whole = size - dot;
    bool nibbles = ends_with(text, whole, ".ip6.arpa");
    size_t suffix = nibbles ? strlen(".ip6.arpa") : strlen(".in-addr.arpa"), before;
    uint8_t bytes[PAN_LONGEST];
    unsigned n;

    if (!nibbles && !ends_with(text, whole, ".in-addr.arpa"))
        return false;
    before = whole - suffix;
    n = read_labels(text, &before, nibbles, bytes);
    if (before) { /* services, and parts of a network (RFC 2317) */
        texts_clean(a, text, before, to);
        text_char(to, '.');
    }
    addresses_map_prefix(a, bytes, bytes, nibbles ? PAN_LONGEST : 4, nibbles ? 4 * n : 8 * n);
    put_labels(bytes, n, nibbles, to);
    text_bytes(to, text + whole - suffix, suffix + dot);
    return true;
}
