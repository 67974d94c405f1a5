/* SPDX-License-Identifier: Apache-2.0 */
/* Text from packets as strings that every protobuf library takes: UTF-8, RFC 3629. */
#include "host.h"

#include <string.h>

/* Bytes of the character at the front of n > 0 bytes; 0 when it is none, or is NUL. */
static size_t
character(const uint8_t *b, size_t n)
{
    size_t length = b[0] < 0x80 ? 1 : b[0] < 0xc2 ? 0 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : b[0] < 0xf5 ? 4 : 0;

    if (length > n || b[0] == 0)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
    if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) || (b[0] == 0xf0 && b[1] < 0x90) ||
        (b[0] == 0xf4 && b[1] > 0x8f))
        return 0;
    return length;
}

static bool
is_utf8(ProtobufCBinaryData bytes)
{
    size_t length = 1;

    for (size_t i = 0; i < bytes.len && length; i += length)
        length = character(bytes.data + i, bytes.len - i);
    return length != 0;
}

static char *
escape(char *to, uint8_t byte)
{
    *to++ = '\\';
    if (byte == '\\') {
        *to++ = '\\';
        return to;
    }
    *to++ = 'x';
    return nc_hex(to, byte, 2);
}

char *
nc_text(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    bool plain = is_utf8(bytes);
    char *text = nc_alloc(pkt, (plain ? 1 : 4) * bytes.len + 1), *to = text;

    if (!nc_ok(pkt->in))
        return text;
    if (plain) {
        if (bytes.len)
            memcpy(text, bytes.data, bytes.len);
        return text;
    }
    for (size_t i = 0; i < bytes.len;) {
        size_t length = bytes.data[i] == '\\' ? 0 : character(bytes.data + i, bytes.len - i);

        if (!length)
            to = escape(to, bytes.data[i++]);
        for (; length; length--)
            *to++ = (char)bytes.data[i++];
    }
    return text;
}
