/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    uint64_t size;
};

bool
parse_switch(const char *text, bool *value)
{
    static const char *const words[] = { "off", "on", "no", "yes", "false", "true", "0", "1" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0) {
            *value = i & 1;
            return true;
        }
    return false;
}

bool
parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    char *end;

    if (!strchr("0123456789", text[0]) || !*text)
        return false;
    errno = 0;
    *value = strtoull(text, &end, hexadecimal ? 16 : 10);
    return !errno && !*end && *value >= least && *value <= most;
}

/* A whole number and one of these units; the first counts without any. */
static bool
parse_in_units(const char *text, const struct unit *units, size_t n, uint64_t *value)
{
    size_t digits = strspn(text, "0123456789");
    char number[24];

    if (digits == 0 || digits >= sizeof number)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    for (size_t i = 0; i < n; i++)
        if (!text[digits] || strcmp(text + digits, units[i].name) == 0)
            return parse_number(number, 0, UINT64_MAX / units[i].size, value) &&
                   !__builtin_mul_overflow(*value, units[i].size, value);
    return false;
}

bool
parse_time(const char *text, uint64_t *milliseconds)
{
    static const struct unit units[] = {
        { "s", 1000 }, { "ms", 1 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 },
    };

    return parse_in_units(text, units, sizeof units / sizeof units[0], milliseconds);
}

bool
parse_size(const char *text, uint64_t *bytes)
{
    static const struct unit units[] = {
        { "", 1 },
        { "K", UINT64_C(1) << 10 },
        { "M", UINT64_C(1) << 20 },
        { "G", UINT64_C(1) << 30 },
        { "T", UINT64_C(1) << 40 },
    };

    return parse_in_units(text, units, sizeof units / sizeof units[0], bytes);
}
