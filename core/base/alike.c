/* SPDX-License-Identifier: Apache-2.0 */
#include "base/alike.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BEGINNING = 3 }; /* letters that are enough for a name that begins with them */

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned
alike_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    /* The row at hand, and the two before it. */
    unsigned rows[3][ALIKE_LENGTH + 1];

    if (a_length > ALIKE_LENGTH || b_length > ALIKE_LENGTH)
        return ALIKE_FAR;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);

            row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], over[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

struct alike
alike_to(const char *written, size_t length)
{
    return (struct alike){ .written = written, .length = length };
}

void
alike_offer(struct alike *alike, const char *name)
{
    unsigned distance = alike_distance(alike->written, alike->length, name, strlen(name));
    size_t at = alike->count;

    if (alike->length >= BEGINNING && strncasecmp(name, alike->written, alike->length) == 0)
        distance = least(distance, 1);
    if (distance > 1 && distance > alike->length / 3)
        return;
    while (at > 0 && alike->distances[at - 1] > distance)
        at--;
    if (at == ALIKE_MOST)
        return;
    alike->count += alike->count < ALIKE_MOST;
    for (size_t i = alike->count - 1; i > at; i--) {
        alike->names[i] = alike->names[i - 1];
        alike->distances[i] = alike->distances[i - 1];
    }
    alike->names[at] = name;
    alike->distances[at] = distance;
}

const char *
alike_question(const struct alike *alike, const char *before, char to[ALIKE_TEXT])
{
    size_t used = 0;

    for (size_t i = 0; i < alike->count && used < ALIKE_TEXT; i++)
        used += (size_t)snprintf(to + used, ALIKE_TEXT - used, "%s%s%.*s", i ? " or " : "; is ",
                                 before, ALIKE_LENGTH, alike->names[i]);
    snprintf(to + used, ALIKE_TEXT - used, "%s", alike->count ? " meant?" : ";");
    return to;
}
