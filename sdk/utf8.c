/* SPDX-License-Identifier: Apache-2.0 */
/* Text from packets as strings that every protobuf library takes: UTF-8, RFC 3629. */
#include "host.h"
#include "utf8.h"

#include <string.h>

/* As nc_utf8(); protobuf libraries that hand strings to C stop at a NUL. */
static size_t
character(const uint8_t *bytes, size_t size)
{
    return bytes[0] ? nc_utf8(bytes, size) : 0;
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
