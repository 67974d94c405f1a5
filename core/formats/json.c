/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json.h"

#include "utf8.h"

static void
json_escape(struct textbuf *to, uint8_t c)
{
    static const char plain[] = "btn\0fr"; /* of 8 to 13; 11 has none */

    text_char(to, '\\');
    if (c == '"' || c == '\\') {
        text_char(to, (char)c);
    } else if (c >= 8 && c <= 13 && plain[c - 8]) {
        text_char(to, plain[c - 8]);
    } else {
        text_string(to, "u00");
        text_hex(to, &c, 1);
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
        bool as_is = length > 1 || (length == 1 && bytes[at] >= 0x20 && bytes[at] != '"' &&
                                    bytes[at] != '\\' && bytes[at] != 0x7f);

        if (as_is) {
            at += length;
            continue;
        }
        text_bytes(to, bytes + plain, at - plain);
        if (length)
            json_escape(to, bytes[at]);
        else
            text_string(to, "\\ufffd");
        plain = ++at;
    }
    if (at > plain)
        text_bytes(to, bytes + plain, at - plain);
    text_char(to, '"');
}
