/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/shown_text.h"

#include "base/visible.h"
#include "utf8.h"

#include <string.h>

uint32_t
shown_text(const char *text, uint8_t *to, uint32_t most)
{
    size_t left = strlen(text);
    uint32_t used = 0;

    while (left) {
        size_t length = nc_utf8((const uint8_t *)text, left);
        bool shown = !visible_is_control((const uint8_t *)text, length);
        size_t step = shown ? length : 1;

        if (used + step > most)
            break;
        memcpy(to + used, shown ? text : "?", step);
        used += (uint32_t)step;
        text += step;
        left -= step;
    }
    return used;
}
