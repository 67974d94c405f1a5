/* SPDX-License-Identifier: Apache-2.0 */
#include "query/key.h"

#include <arpa/inet.h>
#include <math.h>
#include <string.h>

static enum key_order
order(int sign)
{
    return sign < 0 ? KEY_LESS : sign > 0 ? KEY_GREATER : KEY_EQUAL;
}

/* Exact: a double cannot hold every integer, and no integer what a double has behind its point. */
static enum key_order
compare_mixed(wide whole, double real)
{
    double floored = floor(real);

    if (isnan(real))
        return KEY_OTHER;
    if (fabs(real) >= 0x1p100)
        return order(real < 0 ? 1 : -1);
    if (whole != (wide)floored)
        return order(whole < (wide)floored ? -1 : 1);
    return floored < real ? KEY_LESS : KEY_EQUAL;
}

static enum key_order
compare_reals(double a, double b)
{
    if (isnan(a) || isnan(b))
        return KEY_OTHER;
    return order((a > b) - (a < b));
}

static enum key_order
mirrored(enum key_order of)
{
    return of == KEY_LESS ? KEY_GREATER : of == KEY_GREATER ? KEY_LESS : of;
}

static enum key_order
compare_bytes(const struct key *a, const struct key *b)
{
    size_t common = a->size < b->size ? a->size : b->size;
    int sign = common ? memcmp(a->bytes, b->bytes, common) : 0;

    return order(sign ? sign : (a->size > b->size) - (a->size < b->size));
}

enum key_order
key_compare(const struct key *a, const struct key *b)
{
    if (a->is_bytes)
        return compare_bytes(a, b);
    if (a->is_real && b->is_real)
        return compare_reals(a->real, b->real);
    if (a->is_real)
        return mirrored(compare_mixed(b->whole, a->real));
    if (b->is_real)
        return compare_mixed(a->whole, b->real);
    return order((a->whole > b->whole) - (a->whole < b->whole));
}

bool
key_address_bytes(const uint8_t *bytes, size_t size, uint8_t key[KEY_ADDRESS])
{
    if (size != 4 && size != 16)
        return false;
    memset(key, 0, KEY_ADDRESS);
    key[0] = size == 4 ? 4 : 6;
    memcpy(key + 1, bytes, size);
    return true;
}

/* Most addresses are of version 4, and inet_pton() wants a text that ends. */
static bool
read_dotted(const uint8_t *at, const uint8_t *end, uint8_t bytes[4])
{
    for (int i = 0; i < 4; i++) {
        const uint8_t *from = at;
        unsigned number = 0;

        while (at < end && at - from < 3 && *at >= '0' && *at <= '9')
            number = 10 * number + (unsigned)(*at++ - '0');
        if (at == from || number > 255 || (at - from > 1 && *from == '0'))
            return false;
        bytes[i] = (uint8_t)number;
        if (i < 3 && (at == end || *at++ != '.'))
            return false;
    }
    return at == end;
}

bool
key_address_text(const void *text, size_t size, uint8_t key[KEY_ADDRESS])
{
    char copy[INET6_ADDRSTRLEN];
    uint8_t bytes[16];

    if (size >= sizeof copy || size < 2)
        return false;
    if (read_dotted(text, (const uint8_t *)text + size, bytes))
        return key_address_bytes(bytes, 4, key);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return inet_pton(AF_INET6, copy, bytes) == 1 && strlen(copy) == size &&
           key_address_bytes(bytes, 16, key);
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= ' ';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t
key_mac_text(const void *text, size_t size, uint8_t key[KEY_MAC])
{
    const char *at = text;
    size_t count = (size + 1) / 3;

    if (size < 17 || (size + 1) % 3 || count > KEY_MAC || (at[2] != ':' && at[2] != '-'))
        return 0;
    for (size_t i = 0; i < count; i++, at += 3) {
        int high = hex_digit(at[0]), low = hex_digit(at[1]);

        if (high < 0 || low < 0 || (i + 1 < count && at[2] != ((const char *)text)[2]))
            return 0;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return count;
}
