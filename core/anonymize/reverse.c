/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/reverse.h"

#include "anonymize/texts.h"

#include <string.h>
#include <strings.h>

enum { NIBBLES = 2 * PAN_LONGEST, BYTES = 4, WHOLE = 8 * BYTES, PART_FROM = 24, PART_MOST = 8 };

/* RFC 1035, section 3.5, and RFC 3596, section 2.5, with what it was before RFC 3152. */
static const struct zone {
    const char *end;
    bool nibbles;
} zones[] = { { ".in-addr.arpa", false }, { ".ip6.arpa", true }, { ".ip6.int", true } };

/* A name on its way: what is left of its front, and the bytes of which it is. */
struct reverse {
    struct addresses *addresses;
    const char *name;
    size_t front; /* without the dot behind it */
    const struct zone *zone;
    uint8_t bytes[PAN_LONGEST];
    unsigned n;            /* labels that were taken */
    int host;              /* of the part of a network below; -1: none is named */
    unsigned part, length; /* of that, its first address and how many bits it has; 0: none is */
    bool hashed;
};

static bool
ends_with(const char *text, size_t size, const char *end)
{
    size_t n = strlen(end);

    return size >= n && strncasecmp(text + size - n, end, n) == 0;
}

/* The label that ends there; 0: there is none. */
static size_t
label_before(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && text[size - n - 1] != '.')
        n++;
    return n;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int
decimal(const char *at, size_t size)
{
    int value = 0;

    if (!size || size > 3)
        return -1;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(at[i]))
            return -1;
        value = 10 * value + (at[i] - '0');
    }
    return value <= UINT8_MAX ? value : -1;
}

static int
nibble(const char *at, size_t size)
{
    char c = size == 1 ? (char)(*at | 0x20) : '\0';

    if (size == 1 && is_digit(*at))
        return *at - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The last label of the front, and the dot before it, are no more in it. */
static void
drop_label(struct reverse *r, size_t label)
{
    r->front -= label;
    r->front -= r->front > 0;
}

static void
read_labels(struct reverse *r)
{
    unsigned most = r->zone->nibbles ? NIBBLES : BYTES;

    while (r->n < most && r->front) {
        size_t label = label_before(r->name, r->front);
        const char *at = r->name + r->front - label;
        int value = r->zone->nibbles ? nibble(at, label) : decimal(at, label);

        if (value < 0)
            break;
        if (r->zone->nibbles)
            r->bytes[r->n / 2] |= (uint8_t)(r->n % 2 ? value : value << 4);
        else
            r->bytes[r->n] = (uint8_t)value;
        r->n++;
        drop_label(r, label);
    }
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

/* RFC 2317: 0/25 is a part of a network, which has a zone of its own. */
static void
read_part(struct reverse *r)
{
    size_t label = r->zone->nibbles || r->n != BYTES - 1 ? 0 : label_before(r->name, r->front);
    const char *at = r->name + r->front - label, *slash = memchr(at, '/', label);
    int part = slash ? decimal(at, (size_t)(slash - at)) : -1;
    int length = slash ? decimal(slash + 1, label - (size_t)(slash + 1 - at)) : -1;

    r->host = -1;
    if (part < 0 || length <= PART_FROM || length > WHOLE)
        return;
    r->part = (unsigned)part;
    r->length = (unsigned)length;
    drop_label(r, label);
    label = label_before(r->name, r->front);
    r->host = decimal(r->name + r->front - label, label);
    if (r->host >= 0)
        drop_label(r, label);
}

/* The last byte of what an address of the network becomes. */
static void
put_last(struct reverse *r, unsigned last, unsigned bits, struct textbuf *to)
{
    uint8_t bytes[BYTES];

    memcpy(bytes, r->bytes, BYTES);
    bytes[BYTES - 1] = (uint8_t)last;
    addresses_map_prefix(r->addresses, bytes, bytes, BYTES, bits);
    text_unsigned(to, bytes[BYTES - 1]);
}

/* Services (RFC 6763), and parts of networks by any other name: what has a digit may be one. */
static void
put_front(struct reverse *r, size_t whole, struct textbuf *to)
{
    struct textbuf small = { .fd = -1 };

    for (size_t i = 0; i < whole; i++) /* RFC 4343 */
        text_char(&small,
                  r->name[i] >= 'A' && r->name[i] <= 'Z' ? (char)(r->name[i] | 0x20) : r->name[i]);
    for (size_t at = 0; at < r->front; at++) {
        const char *dot = memchr(r->name + at, '.', r->front - at);
        size_t label = dot ? (size_t)(dot - r->name) - at : r->front - at;
        bool numbered = false;

        for (size_t i = at; i < at + label; i++)
            numbered = numbered || is_digit(r->name[i]);
        if (label && (r->hashed || numbered))
            words_hash(r->addresses->secret, SECRET_NAME, small.data + at, whole - at, to);
        else
            texts_clean(r->addresses, r->name + at, label, to);
        text_string(to, dot ? "." : "");
        at += label;
    }
    textbuf_free(&small);
}

static void
put_all(struct reverse *r, size_t whole, struct textbuf *to)
{
    size_t size = r->zone->nibbles ? PAN_LONGEST : BYTES;

    put_front(r, whole, to);
    if (r->front && (r->n || r->length))
        text_char(to, '.');
    if (r->host >= 0) {
        put_last(r, (unsigned)r->host, WHOLE, to);
        text_char(to, '.');
    }
    if (r->length) {
        put_last(r, r->part, r->length, to);
        text_char(to, '/');
        text_unsigned(to, r->length);
        text_char(to, '.');
    }
    addresses_map_prefix(r->addresses, r->bytes, r->bytes, size, (r->zone->nibbles ? 4 : 8) * r->n);
    put_labels(r->bytes, r->n, r->zone->nibbles, to);
}

bool
reverse_put(struct addresses *a, bool hashed, const char *name, size_t size, struct textbuf *to)
{
    struct reverse r = { .addresses = a, .name = name, .hashed = hashed };
    size_t whole = size && name[size - 1] == '.' ? size - 1 : size, end;

    for (size_t i = 0; i < sizeof zones / sizeof *zones && !r.zone; i++) {
        const struct zone *zone = &zones[i];

        if (ends_with(name, whole, zone->end) ||
            (whole == strlen(zone->end) - 1 && ends_with(name, whole, zone->end + 1)))
            r.zone = zone;
    }
    if (!r.zone)
        return false;
    end = strlen(r.zone->end);
    r.front = whole > end ? whole - end : 0;
    read_labels(&r);
    read_part(&r);
    put_all(&r, whole, to);
    end = end < whole ? whole - end : 0;
    text_bytes(to, name + end, size - end);
    return true;
}
