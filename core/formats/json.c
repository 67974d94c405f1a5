/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json.h"

#include "base/visible.h"

#include "utf8.h"

static void
json_unit(struct textbuf *to, uint32_t unit)
{
    const uint8_t bytes[] = { (uint8_t)(unit >> 8), (uint8_t)unit };

    text_string(to, "\\u");
    text_hex(to, bytes, sizeof bytes);
}

/* As UTF-16 has it. */
static void
json_code(struct textbuf *to, uint32_t code)
{
    if (code > 0xffff) {
        json_unit(to, 0xd7c0 + (code >> 10));
        code = 0xdc00 | (code & 0x3ff);
    }
    json_unit(to, code);
}

static void
json_escape(struct textbuf *to, uint8_t c)
{
    static const char plain[] = "btn\0fr"; /* of 8 to 13; 11 has none */

    if (c == '"' || c == '\\' || (c >= 8 && c <= 13 && plain[c - 8])) {
        text_char(to, '\\');
        text_char(to, (char)(c > 13 ? c : plain[c - 8]));
    } else {
        json_code(to, c);
    }
}

void
json_string(struct textbuf *to, const void *text, size_t size)
{
    const uint8_t *bytes = text;
    size_t plain = 0, at = 0;

    text_char(to, '"');
    while (at < size) {
        size_t length = nc_utf8(bytes + at, size - at);
        bool escaped = visible_is_control(bytes + at, length) || bytes[at] == '"' ||
                       bytes[at] == '\\';

        if (!escaped) {
            at += length;
            continue;
        }
        text_bytes(to, bytes + plain, at - plain);
        if (length > 1)
            json_code(to, visible_code(bytes + at, length));
        else if (length)
            json_escape(to, bytes[at]);
        else
            text_string(to, "\\ufffd");
        at += length ? length : 1;
        plain = at;
    }
    if (at > plain)
        text_bytes(to, bytes + plain, at - plain);
    text_char(to, '"');
}
