/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/range.h"

#include "base/parse.h"

#include <string.h>

bool
range_read_numbers(struct range *range, const char *text)
{
    const char *dash = strchr(text, '-');
    size_t length = dash ? (size_t)(dash - text) : strlen(text);
    char first[24];

    if (length >= sizeof first || (dash && !length && !dash[1]))
        return false;
    memcpy(first, text, length);
    first[length] = '\0';
    range->first = 1;
    range->last = 0;
    if (length && !parse_number(first, 1, UINT64_MAX, &range->first))
        return false;
    if (!dash)
        range->last = range->first;
    else if (dash[1])
        return parse_number(dash + 1, range->first, UINT64_MAX, &range->last);
    return length > 0;
}

bool
range_has(const struct range *range, const struct packet *packet)
{
    const struct moment when = { packet->seconds, packet->nanoseconds };

    return (!range->has_from || !moment_earlier(&when, &range->from)) &&
           (!range->has_to || moment_earlier(&when, &range->to)) &&
           packet->number >= range->first && (!range->last || packet->number <= range->last);
}

bool
range_is_over(const struct range *range, uint64_t number)
{
    return range->last && number > range->last;
}
