/* SPDX-License-Identifier: Apache-2.0 */
/* Text of Microsoft's protocols: UTF-16, least significant byte first, RFC 2781. */
#ifndef UTF16_H
#define UTF16_H

#include <netcap/plugin.h>

enum { UTF16_HIGH = 0xd800, UTF16_LOW = 0xdc00, UTF16_END = 0xe000, UTF16_MOST = 8192,
       UTF16_UNKNOWN = 0xfffd };

static inline uint32_t
utf16_unit(ProtobufCBinaryData text, size_t at)
{
    return at + 1 < text.len ? (uint32_t)text.data[at] | (uint32_t)text.data[at + 1] << 8 : 0;
}

/* UTF-8, RFC 3629 section 3. */
static inline size_t
utf16_put(uint8_t *to, uint32_t c)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        to[i] = (uint8_t)(0x80 | (c & 0x3f));
    to[0] = (uint8_t)(n == 1 ? c : (0xf00u >> n & 0xf0) | c);
    return n;
}

/* As UTF-8, up to a zero or so many bytes; half a pair becomes U+FFFD. */
static inline char *
utf16_text(struct nc_packet *pkt, ProtobufCBinaryData text)
{
    size_t most = text.len < UTF16_MOST ? text.len : UTF16_MOST, n = 0;
    uint8_t *to = nc_alloc(pkt, most / 2 * 3 + 1);
    uint32_t c;

    for (size_t at = 0; at + 1 < most && (c = utf16_unit(text, at)) != 0; at += 2) {
        uint32_t low = at + 3 < most ? utf16_unit(text, at + 2) : 0;
        bool paired = c >= UTF16_HIGH && c < UTF16_LOW && low >= UTF16_LOW && low < UTF16_END;

        if (paired) {
            c = 0x10000 + ((c - UTF16_HIGH) << 10 | (low - UTF16_LOW));
            at += 2;
        } else if (c >= UTF16_HIGH && c < UTF16_END) {
            c = UTF16_UNKNOWN;
        }
        n += utf16_put(to + n, c);
    }
    return nc_text(pkt, (ProtobufCBinaryData){ n, to });
}

#endif
