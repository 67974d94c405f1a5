/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/visible_text.h"

#include "base/visible.h"
#include "utf8.h"

size_t
visible_text(struct textbuf *to, const void *text, size_t size, size_t most)
{
    const uint8_t *at = text;
    size_t width = 0;

    while (width < size && at[width] >= 0x20 && at[width] < 0x7f)
        width++;
    if (width == size && size <= most) {
        text_bytes(to, text, size);
        return size;
    }
    width = 0;
    while (size > 0) {
        size_t length = nc_utf8(at, size);
        bool control = visible_is_control(at, length);
        size_t wide = control ? 4 : 1;

        length = control ? 1 : length;
        if (width + wide > (size > length ? most - 1 : most)) {
            text_string(to, "…");
            return width + 1;
        }
        if (control) {
            text_string(to, "\\x");
            text_hex(to, at, 1);
        } else {
            text_bytes(to, at, length);
        }
        width += wide;
        at += length;
        size -= length;
    }
    return width;
}
