/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
