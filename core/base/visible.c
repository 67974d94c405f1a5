/* SPDX-License-Identifier: Apache-2.0 */
#include "base/visible.h"

#include "utf8.h"

#include <netcap/hex.h>

#include <string.h>

/* Unicode's characters of the kinds Cc, Cf, Zl and Zp, and what is set aside for more of them, but
 * for the signs among them that are seen. */
static const struct {
    uint32_t from, to;
} hidden[] = {
    { 0x80, 0x9f },       { 0xad, 0xad },       { 0x61c, 0x61c },     { 0x180e, 0x180e },
    { 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0xfeff, 0xfeff },
    { 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

uint32_t
visible_code(const uint8_t *bytes, size_t length)
{
    uint32_t code = length > 1 ? bytes[0] & (0xffu >> (length + 1)) : bytes[0];

    for (size_t i = 1; i < length; i++)
        code = code << 6 | (bytes[i] & 0x3f);
    return code;
}

bool
visible_is_format(const uint8_t *bytes, size_t length)
{
    uint32_t code = visible_code(bytes, length);

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (code <= hidden[i].to)
            return code >= hidden[i].from;
    return false;
}

char *
visible_string(char *buffer, size_t size, const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t used = 0, left = strlen(text);

    while (left) {
        size_t length = nc_utf8(at, left);
        bool control = visible_is_control(at, length);
        size_t wide = control ? 4 : length;

        if (used + wide >= size)
            break;
        length = control ? 1 : length;
        if (control)
            nc_hex((char *)memcpy(buffer + used, "\\x", 2) + 2, *at, 2);
        else
            memcpy(buffer + used, at, length);
        used += wide;
        at += length;
        left -= length;
    }
    buffer[used] = '\0';
    return buffer;
}

size_t
visible_line(char *line, size_t length)
{
    size_t to = 0;

    for (size_t at = 0, size; at < length; at += size ? size : 1) {
        const uint8_t *bytes = (const uint8_t *)line + at;

        size = nc_utf8(bytes, length - at);
        if (visible_is_control(bytes, size)) {
            line[to++] = '?';
        } else {
            memmove(line + to, bytes, size);
            to += size;
        }
    }
    return to;
}
