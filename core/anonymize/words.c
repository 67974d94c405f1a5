/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/words.h"

#include <arpa/inet.h>
#include <string.h>

/* 48 bits a word: two of a million names are the same one in a thousand times. */
enum { HASH_WORD = 12, ID_LEAST = 8, ID_MOST = 40 };

bool
words_address(struct addresses *a, const char *text, size_t size, struct textbuf *to)
{
    const char *zone = memchr(text, '%', size); /* of a host, RFC 4007, and its own */
    char copy[INET6_ADDRSTRLEN], mapped[INET6_ADDRSTRLEN];
    uint8_t bytes[PAN_LONGEST];
    int family;

    if (zone)
        size = (size_t)(zone - text);
    if (!size || size >= sizeof copy)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    family = memchr(copy, ':', size) ? AF_INET6 : AF_INET;
    if (inet_pton(family, copy, bytes) != 1)
        return false;
    addresses_map(a, bytes, bytes, family == AF_INET ? 4 : sizeof bytes);
    text_string(to, inet_ntop(family, bytes, mapped, sizeof mapped));
    return true;
}

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
words_link(struct addresses *a, const char *text, size_t size, struct textbuf *to)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[ADDRESSES_LINK] = { 0 };
    size_t n = (size + 1) / 3;
    char between = size > 2 ? text[2] : ':';

    if (size % 3 != 2 || n > sizeof bytes || (between != ':' && between != '-'))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *at = text + 3 * i;

        if (digit(at[0]) < 0 || digit(at[1]) < 0 || (i + 1 < n && at[2] != between))
            return false;
        bytes[i] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
    }
    addresses_map_link(a, bytes, bytes, n);
    for (size_t i = 0; i < n; i++) {
        if (i)
            text_char(to, between);
        text_char(to, digits[bytes[i] >> 4]);
        text_char(to, digits[bytes[i] & 15]);
    }
    return true;
}

static void
put_letters(const uint8_t *hash, size_t count, const char *letters, unsigned many,
            struct textbuf *to)
{
    for (size_t i = 0; i < count; i++)
        text_char(to, letters[hash[i] % many]);
}

/* Of letters that no number has, of any kind. */
void
words_hash(const struct secret *secret, enum secret_kind kind, const void *bytes, size_t size,
           struct textbuf *to)
{
    uint8_t hash[SECRET_HASH];

    secret_hash(secret, kind, bytes, size, hash);
    put_letters(hash, HASH_WORD, "ghjkmnpqrstuvwyz", 16, to);
}

static bool
is_hex(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (digit(text[i]) < 0 || (text[i] >= 'A' && text[i] <= 'F'))
            return false;
    return true;
}

void
words_id(const struct secret *secret, const char *text, size_t size, struct textbuf *to)
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = size < ID_LEAST ? ID_LEAST : size < ID_MOST ? size : ID_MOST;
    bool hex = is_hex(text, size);
    uint8_t hash[2 * SECRET_HASH];

    secret_hash(secret, SECRET_ID, text, size, hash);
    secret_hash(secret, SECRET_ID, hash, SECRET_HASH, hash + SECRET_HASH);
    put_letters(hash, length, hex ? "0123456789abcdef" : base64, hex ? 16 : 64, to);
}
