/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/mend.h"

#include "utf8.h"

#include <string.h>

/* Nearly all texts are ASCII: eight bytes at once. */
static bool
is_ascii(const char *text, size_t size)
{
    uint64_t some, all = 0;

    for (; size >= sizeof some; text += sizeof some, size -= sizeof some) {
        memcpy(&some, text, sizeof some);
        all |= some;
    }
    for (; size; text++, size--)
        all |= (uint8_t)*text;
    return !(all & UINT64_C(0x8080808080808080));
}

bool
mend_is_wanted(const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t length = 1;

    if (is_ascii(text, size))
        return false;
    for (size_t i = 0; i < size && length; i += length)
        length = nc_utf8(bytes + i, size - i);
    return !length;
}

/* Of the character at the front; 0 where it is to be shown in another way. */
static size_t
kept(const uint8_t *bytes, size_t size)
{
    return *bytes == '\\' ? 0 : nc_utf8(bytes, size);
}

size_t
mend_size(const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t all = 0;

    for (size_t i = 0; i < size;) {
        size_t length = kept(bytes + i, size - i);

        all += length ? length : bytes[i] == '\\' ? 2 : 4;
        i += length ? length : 1;
    }
    return all;
}

static uint8_t *
put_shown(uint8_t *to, uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";

    *to++ = '\\';
    if (byte == '\\') {
        *to++ = '\\';
        return to;
    }
    *to++ = 'x';
    *to++ = (uint8_t)digits[byte >> 4];
    *to++ = (uint8_t)digits[byte & 15];
    return to;
}

uint8_t *
mend_put(uint8_t *to, const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;

    for (size_t i = 0; i < size;) {
        size_t length = kept(bytes + i, size - i);

        if (!length)
            to = put_shown(to, bytes[i++]);
        for (; length; length--)
            *to++ = bytes[i++];
    }
    return to;
}
