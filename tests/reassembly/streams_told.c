/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins were told, as the tests compare it. */
#include "streams_helper.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 1 << 17 };

/* Behind the n characters that are there; how many are then. */
__attribute__((format(printf, 3, 4))) static size_t
put(char *text, size_t n, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    n += (size_t)vsnprintf(text + n, TEXT - n, format, values);
    va_end(values);
    CU_ASSERT_FATAL(n < TEXT);
    return n;
}

const char *
told(int side)
{
    static char text[2][TEXT];
    size_t n = 0;

    text[side][0] = '\0';
    for (uint32_t i = 0; i < tellings(); i++) {
        const struct telling *one = telling(i);

        if (one->by == '.' || one->side != side)
            continue;
        if (one->gap)
            n = put(text[side], n, "[%llu]", (unsigned long long)one->gap);
        n = put(text[side], n, "%.*s", (int)one->size, (char *)one->bytes);
    }
    return text[side];
}

uint64_t
told_bytes(int side, uint8_t *to, uint64_t size, uint64_t *gap_bytes, uint32_t *gaps)
{
    uint64_t n = 0;

    *gap_bytes = 0;
    *gaps = 0;
    for (uint32_t i = 0; i < tellings(); i++) {
        const struct telling *one = telling(i);

        if (one->by == '.' || one->side != side)
            continue;
        *gaps += one->gap > 0;
        *gap_bytes += one->gap;
        CU_ASSERT_FATAL(n + one->gap == one->offset && one->offset + one->size <= size);
        memset(to + n, 0, one->gap);
        memcpy(to + one->offset, one->bytes, one->size);
        n = one->offset + one->size;
    }
    return n;
}

uint32_t
told_times(void)
{
    return tellings() - ended_times();
}

uint32_t
ended_times(void)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < tellings(); i++)
        n += telling(i)->by == '.';
    return n;
}

const char *
ended_with(void)
{
    static char text[TEXT];
    size_t n = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < tellings(); i++)
        if (telling(i)->by == '.')
            n = put(text, n, "%.*s", (int)telling(i)->size, (char *)telling(i)->bytes);
    return text;
}
