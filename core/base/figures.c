/* SPDX-License-Identifier: Apache-2.0 */
#include "base/figures.h"

#include <stdio.h>

const char *
text_count(uint64_t n, char *buffer)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    char *to = buffer;

    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return buffer;
}

const char *
text_size(double n, char *buffer)
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
    size_t unit = 0;

    for (; n >= 1000 && unit < 4; unit++)
        n /= 1000;
    snprintf(buffer, NUMBER_TEXT, unit ? "%.1f %s" : "%.0f %s", n, units[unit]);
    return buffer;
}
