/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRACTION_DIGITS = 9, SECONDS_DIGITS = 12 };

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where what follows a fraction begins; NULL when it has no digit, or more than nanoseconds have.
 */
static const char *
read_fraction(const char *text, uint32_t *nanoseconds)
{
    int n = 0;

    *nanoseconds = 0;
    for (; is_digit(text[n]) && n < FRACTION_DIGITS; n++)
        *nanoseconds = *nanoseconds * 10 + (uint32_t)(text[n] - '0');
    for (int i = n; i < FRACTION_DIGITS; i++)
        *nanoseconds *= 10;
    return n && !is_digit(text[n]) ? text + n : NULL;
}

static bool
read_seconds(const char *text, struct moment *moment)
{
    int n = 0;

    moment->seconds = 0;
    for (; is_digit(text[n]) && n < SECONDS_DIGITS; n++)
        moment->seconds = moment->seconds * 10 + (text[n] - '0');
    text += n;
    if (n && *text == '.')
        text = read_fraction(text + 1, &moment->nanoseconds);
    return n && text && !*text;
}

/* "Z", "+02:00", or nothing at all. */
static bool
read_zone(const char *text, int64_t *seconds)
{
    struct tm tm = { .tm_hour = 0 };
    const char *end;

    if (!*text || ((*text == 'Z' || *text == 'z') && !text[1]))
        return true;
    if ((*text != '+' && *text != '-') || strlen(text) != sizeof "+02:00" - 1)
        return false;
    end = strptime(text + 1, "%H:%M", &tm);
    *seconds += (*text == '-' ? 1 : -1) * (tm.tm_hour * 3600 + tm.tm_min * 60);
    return end && !*end;
}

static bool
read_date(const char *text, struct moment *moment)
{
    static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
                                         "%Y-%m-%d %H:%M", "%Y-%m-%d" };
    const char *end = NULL;
    struct tm tm, asked;

    for (size_t i = 0; !end && i < sizeof forms / sizeof *forms; i++) {
        tm = (struct tm){ .tm_mday = 0 };
        end = strptime(text, forms[i], &tm);
    }
    if (!end)
        return false;
    asked = tm;
    moment->seconds = timegm(&tm);
    if (tm.tm_mday != asked.tm_mday) /* the 30th of February */
        return false;
    if (*end == '.')
        end = read_fraction(end + 1, &moment->nanoseconds);
    return end && read_zone(end, &moment->seconds);
}

bool
moment_read(const char *text, struct moment *moment)
{
    *moment = (struct moment){ .seconds = 0 };
    if (!is_digit(*text))
        return false;
    return read_seconds(text, moment) || (moment->nanoseconds = 0, read_date(text, moment));
}
