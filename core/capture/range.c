/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/range.h"

#include "base/parse.h"

#include <string.h>

enum { SECOND = 1000000000 };

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

static void
settle(struct range_bound *bound, const struct packet *first)
{
    uint64_t nanoseconds = (uint64_t)first->nanoseconds + bound->time.nanoseconds;

    if (!bound->relative)
        return;
    bound->relative = false;
    bound->time.seconds += first->seconds + (int64_t)(nanoseconds / SECOND);
    bound->time.nanoseconds = (uint32_t)(nanoseconds % SECOND);
}

void
range_settle(struct range *range, const struct packet *first)
{
    settle(&range->from, first);
    settle(&range->to, first);
}

bool
range_has(const struct range *range, const struct packet *packet)
{
    const struct moment when = { packet->seconds, packet->nanoseconds };

    return (!range->from.given || !moment_earlier(&when, &range->from.time)) &&
           (!range->to.given || moment_earlier(&when, &range->to.time)) &&
           packet->number >= range->first && (!range->last || packet->number <= range->last);
}

bool
range_is_over(const struct range *range, uint64_t number)
{
    return range->last && number > range->last;
}
