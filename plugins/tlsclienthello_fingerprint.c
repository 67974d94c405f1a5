/* SPDX-License-Identifier: Apache-2.0 */
/* JA3 and JA3S, github.com/salesforce/ja3, and JA4, github.com/FoxIO-LLC/ja4,
 * technical_details/JA4.md. */
#include "tlsclienthello.h"

#include <netcap/digest.h>

#include <string.h>

struct text {
    size_t size, capacity;
    char *text;
};

enum { DIGITS_MOST = 6, HASH_DIGITS = 12 };

bool
tlsclienthello_is_grease(int32_t number)
{
    return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

/* More room than an allocation may have fails the packet; what is written then is of no use. */
static struct text
begin(struct nc_packet *pkt, size_t capacity)
{
    struct text text = { 0, capacity < NC_ALLOC_MAX ? capacity : NC_ALLOC_MAX,
                         nc_alloc(pkt, capacity) };

    return text;
}

static void
put(struct text *to, const char *from, size_t size)
{
    if (size > to->capacity - to->size)
        return;
    memcpy(to->text + to->size, from, size);
    to->size += size;
}

static void
put_number(struct text *to, int32_t number, unsigned base, size_t least)
{
    uint32_t rest = (uint32_t)number;
    char digits[DIGITS_MOST];
    size_t at = sizeof digits;

    do {
        digits[--at] = nc_hex_digit(rest % base);
        rest /= base;
    } while (at && (rest || sizeof digits - at < least));
    put(to, digits + at, sizeof digits - at);
}

/* Decimal numbers with a "-" between them, as JA3 has them, or hexadecimal ones with a ",". */
static void
put_list(struct text *to, struct numbers numbers, bool hexadecimal)
{
    size_t before = to->size;

    for (size_t i = 0; i < numbers.n_list; i++) {
        if (tlsclienthello_is_grease(numbers.list[i]))
            continue;
        if (to->size != before)
            put(to, hexadecimal ? "," : "-", 1);
        put_number(to, numbers.list[i], hexadecimal ? 16 : 10, hexadecimal ? 4 : 1);
    }
}

char *
tlsclienthello_ja3(struct nc_packet *pkt, const struct offer *offer)
{
    const struct numbers lists[] = { offer->ciphers, offer->extensions, offer->groups,
                                     offer->points };
    size_t n = 1;
    struct text text;

    for (size_t i = 0; i < 4; i++)
        n += lists[i].n_list + 1;
    text = begin(pkt, n * DIGITS_MOST);
    put_number(&text, offer->version, 10, 1);
    for (size_t i = 0; i < 4; i++) {
        put(&text, ",", 1);
        put_list(&text, lists[i], false);
    }
    return nc_md5(pkt, text.text, text.size);
}

char *
tlsclienthello_ja3s(struct nc_packet *pkt, int32_t version, int32_t cipher,
                    struct numbers extensions)
{
    struct text text = begin(pkt, (extensions.n_list + 3) * DIGITS_MOST);

    put_number(&text, version, 10, 1);
    put(&text, ",", 1);
    put_number(&text, cipher, 10, 1);
    put(&text, ",", 1);
    put_list(&text, extensions, false);
    return nc_md5(pkt, text.text, text.size);
}

/* In ascending order, extensions without the two that section a tells of. */
static struct numbers
in_order(struct nc_packet *pkt, struct numbers from, bool extensions)
{
    struct numbers sorted = { 0, NULL };
    size_t gap = 1;

    for (size_t i = 0; i < from.n_list; i++)
        if (!extensions || (from.list[i] != EXTENSION_SNI && from.list[i] != EXTENSION_ALPN))
            nc_push(pkt, &sorted, list, from.list[i]);
    /* Shell's sort: thousands of numbers, as nobody has them in earnest, must not take long. */
    while (gap < sorted.n_list)
        gap = 3 * gap + 1;
    for (; gap; gap /= 3)
        for (size_t i = gap; i < sorted.n_list; i++) {
            int32_t number = sorted.list[i];
            size_t at = i;

            for (; at >= gap && sorted.list[at - gap] > number; at -= gap)
                sorted.list[at] = sorted.list[at - gap];
            sorted.list[at] = number;
        }
    return sorted;
}

/* The first 12 digits of the SHA-256 of the lists, or zeros when the first is empty. */
static const char *
hash(struct nc_packet *pkt, struct numbers sorted, struct numbers behind)
{
    size_t n = sorted.n_list + behind.n_list + 1, before;
    struct text text = begin(pkt, n * DIGITS_MOST);

    put_list(&text, sorted, true);
    if (!text.size)
        return "000000000000";
    before = text.size;
    put(&text, "_", 1);
    put_list(&text, behind, true);
    return nc_sha256(pkt, text.text, text.size == before + 1 ? before : text.size);
}

static int32_t
count(struct numbers numbers)
{
    int32_t n = 0;

    for (size_t i = 0; i < numbers.n_list && n < 99; i++)
        n += !tlsclienthello_is_grease(numbers.list[i]);
    return n;
}

static const char *
version_text(const struct offer *offer)
{
    static const char names[][3] = { "s3", "10", "11", "12", "13" };
    uint32_t version = offer->highest ? offer->highest : offer->version;

    return version >= 0x0300 && version <= 0x0304 ? names[version - 0x0300] : "00";
}

static bool
is_alphanumeric(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

/* Its first and last character, or, if one of them is neither letter nor digit, the first and
 * last hexadecimal digit of its bytes. */
static void
put_alpn(struct text *to, ProtobufCBinaryData alpn)
{
    uint8_t first = alpn.len ? alpn.data[0] : '0', last = alpn.len ? alpn.data[alpn.len - 1] : '0';
    char ends[2] = { (char)first, (char)last };

    if (is_alphanumeric(first) && is_alphanumeric(last)) {
        put(to, ends, 2);
        return;
    }
    put_number(to, first >> 4, 16, 1);
    put_number(to, last & 15, 16, 1);
}

static bool
has(struct numbers numbers, int32_t number)
{
    for (size_t i = 0; i < numbers.n_list; i++)
        if (numbers.list[i] == number)
            return true;
    return false;
}

char *
tlsclienthello_ja4(struct nc_packet *pkt, const struct offer *offer, enum carrier carrier)
{
    const struct numbers none = { 0, NULL };
    const char *ciphers = hash(pkt, in_order(pkt, offer->ciphers, false), none);
    const char *extensions = hash(pkt, in_order(pkt, offer->extensions, true), offer->signatures);
    struct text text = begin(pkt, 12 + 2 * HASH_DIGITS + 1);

    put(&text, carrier == OVER_QUIC ? "q" : "t", 1);
    put(&text, version_text(offer), 2);
    put(&text, has(offer->extensions, EXTENSION_SNI) ? "d" : "i", 1);
    put_number(&text, count(offer->ciphers), 10, 2);
    put_number(&text, count(offer->extensions), 10, 2);
    put_alpn(&text, offer->alpn);
    put(&text, "_", 1);
    put(&text, ciphers, HASH_DIGITS);
    put(&text, "_", 1);
    put(&text, extensions, HASH_DIGITS);
    return text.text;
}
