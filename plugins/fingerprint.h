/* SPDX-License-Identifier: Apache-2.0 */
/* JA3 and JA4: a client's TLS library, known by what it offers.  JA3 takes the lists in the order
 * they have, JA4 sorts what clients shuffle.  Both leave out GREASE, RFC 8701. */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include <netcap/digest.h>
#include <netcap/plugin.h>

#include <string.h>

struct numbers {
    size_t n_list;
    int32_t *list;
};

struct offer {
    uint16_t version; /* of the hello */
    uint16_t highest; /* of the extension supported_versions; 0: it has none */
    struct numbers ciphers, extensions, groups, points, signatures;
    ProtobufCBinaryData alpn; /* the first */
};

struct fingerprint_text {
    size_t size, room;
    char *text;
};

enum { FINGERPRINT_DIGITS = 6, FINGERPRINT_HASH = 12, EXTENSION_SNI = 0, EXTENSION_ALPN = 16 };

static inline bool
fingerprint_is_grease(int32_t number)
{
    return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

/* More room than an allocation may have fails the packet; what is written then is of no use. */
static inline struct fingerprint_text
fingerprint_begin(struct nc_packet *pkt, size_t room)
{
    struct fingerprint_text text = { 0, room < NC_ALLOC_MAX ? room : NC_ALLOC_MAX,
                                     nc_alloc(pkt, room) };

    return text;
}

static inline void
fingerprint_put(struct fingerprint_text *to, const char *from, size_t size)
{
    if (size > to->room - to->size)
        return;
    memcpy(to->text + to->size, from, size);
    to->size += size;
}

static inline void
fingerprint_put_number(struct fingerprint_text *to, int32_t number, unsigned base, size_t least)
{
    uint32_t rest = (uint32_t)number;
    char digits[FINGERPRINT_DIGITS];
    size_t at = sizeof digits;

    do {
        digits[--at] = "0123456789abcdef"[rest % base];
        rest /= base;
    } while (at && (rest || sizeof digits - at < least));
    fingerprint_put(to, digits + at, sizeof digits - at);
}

/* Decimal numbers with a "-" between them, as JA3 has them, or hexadecimal ones with a ",". */
static inline void
fingerprint_put_list(struct fingerprint_text *to, struct numbers numbers, bool hexadecimal)
{
    size_t before = to->size;

    for (size_t i = 0; i < numbers.n_list; i++) {
        if (fingerprint_is_grease(numbers.list[i]))
            continue;
        if (to->size != before)
            fingerprint_put(to, hexadecimal ? "," : "-", 1);
        fingerprint_put_number(to, numbers.list[i], hexadecimal ? 16 : 10, hexadecimal ? 4 : 1);
    }
}

/* github.com/salesforce/ja3: MD5 of version,ciphers,extensions,groups,points. */
static inline char *
fingerprint_ja3(struct nc_packet *pkt, const struct offer *offer)
{
    const struct numbers lists[] = { offer->ciphers, offer->extensions, offer->groups,
                                     offer->points };
    size_t n = 1;
    struct fingerprint_text text;

    for (size_t i = 0; i < 4; i++)
        n += lists[i].n_list + 1;
    text = fingerprint_begin(pkt, n * FINGERPRINT_DIGITS);
    fingerprint_put_number(&text, offer->version, 10, 1);
    for (size_t i = 0; i < 4; i++) {
        fingerprint_put(&text, ",", 1);
        fingerprint_put_list(&text, lists[i], false);
    }
    return nc_md5(pkt, text.text, text.size);
}

/* In ascending order, extensions without the two that section a tells of. */
static inline struct numbers
fingerprint_sorted(struct nc_packet *pkt, struct numbers from, bool extensions)
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
static inline const char *
fingerprint_hash(struct nc_packet *pkt, struct numbers sorted, struct numbers behind)
{
    size_t n = sorted.n_list + behind.n_list + 1, before;
    struct fingerprint_text text = fingerprint_begin(pkt, n * FINGERPRINT_DIGITS);

    fingerprint_put_list(&text, sorted, true);
    if (!text.size)
        return "000000000000";
    before = text.size;
    fingerprint_put(&text, "_", 1);
    fingerprint_put_list(&text, behind, true);
    return nc_sha256(pkt, text.text, text.size == before + 1 ? before : text.size);
}

static inline int32_t
fingerprint_count(struct numbers numbers)
{
    int32_t n = 0;

    for (size_t i = 0; i < numbers.n_list && n < 99; i++)
        n += !fingerprint_is_grease(numbers.list[i]);
    return n;
}

static inline const char *
fingerprint_version(const struct offer *offer)
{
    static const char names[][3] = { "s3", "10", "11", "12", "13" };
    uint32_t version = offer->highest ? offer->highest : offer->version;

    return version >= 0x0300 && version <= 0x0304 ? names[version - 0x0300] : "00";
}

static inline bool
fingerprint_is_alphanumeric(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

/* Its first and last character, or, if one of them is neither letter nor digit, the first and
 * last hexadecimal digit of its bytes. */
static inline void
fingerprint_put_alpn(struct fingerprint_text *to, ProtobufCBinaryData alpn)
{
    uint8_t first = alpn.len ? alpn.data[0] : '0', last = alpn.len ? alpn.data[alpn.len - 1] : '0';
    char ends[2] = { (char)first, (char)last };

    if (fingerprint_is_alphanumeric(first) && fingerprint_is_alphanumeric(last)) {
        fingerprint_put(to, ends, 2);
        return;
    }
    fingerprint_put_number(to, first >> 4, 16, 1);
    fingerprint_put_number(to, last & 15, 16, 1);
}

static inline bool
fingerprint_has(struct numbers numbers, int32_t number)
{
    for (size_t i = 0; i < numbers.n_list; i++)
        if (numbers.list[i] == number)
            return true;
    return false;
}

/* github.com/FoxIO-LLC/ja4, technical_details/JA4.md, of a hello over TCP. */
static inline char *
fingerprint_ja4(struct nc_packet *pkt, const struct offer *offer)
{
    const struct numbers none = { 0, NULL };
    const char *ciphers =
        fingerprint_hash(pkt, fingerprint_sorted(pkt, offer->ciphers, false), none);
    const char *extensions =
        fingerprint_hash(pkt, fingerprint_sorted(pkt, offer->extensions, true), offer->signatures);
    struct fingerprint_text text = fingerprint_begin(pkt, 12 + 2 * FINGERPRINT_HASH + 1);

    fingerprint_put(&text, "t", 1);
    fingerprint_put(&text, fingerprint_version(offer), 2);
    fingerprint_put(&text, fingerprint_has(offer->extensions, EXTENSION_SNI) ? "d" : "i", 1);
    fingerprint_put_number(&text, fingerprint_count(offer->ciphers), 10, 2);
    fingerprint_put_number(&text, fingerprint_count(offer->extensions), 10, 2);
    fingerprint_put_alpn(&text, offer->alpn);
    fingerprint_put(&text, "_", 1);
    fingerprint_put(&text, ciphers, FINGERPRINT_HASH);
    fingerprint_put(&text, "_", 1);
    fingerprint_put(&text, extensions, FINGERPRINT_HASH);
    return text.text;
}

#endif
