/* SPDX-License-Identifier: Apache-2.0 */
#include "parquet/utf8_text.h"

#include "utf8.h"

static const uint8_t replacement[] = { 0xef, 0xbf, 0xbd };

size_t
utf8_text_size(const uint8_t *bytes, size_t size)
{
    size_t at = 0, length;

    while (at < size && (length = nc_utf8(bytes + at, size - at)))
        at += length;
    return at;
}

void
utf8_text(struct textbuf *to, const uint8_t *bytes, size_t size)
{
    while (size) {
        size_t whole = utf8_text_size(bytes, size);

        text_bytes(to, bytes, whole);
        if (whole < size)
            text_bytes(to, replacement, sizeof replacement);
        whole += whole < size;
        bytes += whole;
        size -= whole;
    }
}
