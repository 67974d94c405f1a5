/* SPDX-License-Identifier: Apache-2.0 */
#include "output/keep.h"

#include "base/parse.h"

#include <stdio.h>
#include <string.h>

/* Takes a value that was not there yet. */
static bool
take(uint64_t *to, uint64_t value)
{
    bool first = !*to;

    *to = value;
    return first && value;
}

static bool
read_one(const char *text, struct keep *keep)
{
    uint64_t value;

    if (parse_number(text, 1, UINT64_MAX, &value))
        return take(&keep->sets, value);
    if (parse_size(text, &value))
        return take(&keep->bytes, value);
    return parse_time(text, &value) && take(&keep->seconds, value / 1000);
}

const char *
keep_read(const char *text, struct keep *keep)
{
    bool ok = true;
    char one[32];

    *keep = (struct keep){ .sets = 0 };
    for (bool more = *text; more && ok;) {
        size_t length = strcspn(text, ",");

        snprintf(one, sizeof one, "%.*s", (int)length, text);
        ok = length < sizeof one && read_one(one, keep);
        more = text[length] == ',';
        text += length + more;
    }
    return ok ? NULL
              : "expected a number of sets as 24, bytes as 20G or an age as 7d, or one of each "
                "with commas between";
}

/* What may go, and what it comes to. */
static uint64_t
count(const struct sets *sets, const struct set_name *open, uint64_t *bytes)
{
    uint64_t n = 0;

    *bytes = 0;
    for (size_t i = 0; i < sets->n; i++)
        if (!sets->list[i].unfinished && set_name_compare(&sets->list[i].name, open) < 0) {
            *bytes += sets->list[i].bytes;
            n++;
        }
    return n;
}

static bool
is_too_old(const struct keep *keep, const struct file_set *set, int64_t now)
{
    return keep->seconds && set->changed < now && (uint64_t)(now - set->changed) > keep->seconds;
}

size_t
keep_choose(const struct keep *keep, struct sets *sets, const struct set_name *open, int64_t now)
{
    uint64_t bytes, left = count(sets, open, &bytes);
    size_t gone = 0;

    for (size_t i = 0; i < sets->n && left > 1; i++) {
        struct file_set *set = &sets->list[i];

        if (set->unfinished)
            continue;
        if (!(keep->sets && left > keep->sets) && !(keep->bytes && bytes > keep->bytes) &&
            !is_too_old(keep, set, now))
            break;
        set->goes = true;
        bytes -= set->bytes;
        left--;
        gone++;
    }
    return gone;
}
