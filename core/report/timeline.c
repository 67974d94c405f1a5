/* SPDX-License-Identifier: Apache-2.0 */
#include "report/timeline.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define LATEST (INT64_MAX / 2) /* in 2116 */

/* The last ones hold any time there is in TIMELINE_BINS. */
static const int64_t widths[] = {
    1000,
    10000,
    100000,
    1000000,
    5000000,
    10000000,
    50000000,
    100000000,
    500000000,
    SECOND,
    5 * SECOND,
    10 * SECOND,
    30 * SECOND,
    60 * SECOND,
    300 * SECOND,
    600 * SECOND,
    1800 * SECOND,
    3600 * SECOND,
    21600 * SECOND,
    86400 * SECOND,
    7 * 86400 * SECOND,
    35 * 86400 * SECOND,
    350 * 86400 * SECOND,
};

struct timeline_series *
timeline_add(struct timeline *line)
{
    line->all = grow(line->all, (line->count + 1) * sizeof *line->all);
    line->all[line->count] = need(1, sizeof **line->all);
    return line->all[line->count++];
}

void
timeline_free(struct timeline *line)
{
    for (size_t i = 0; i < line->count; i++)
        free(line->all[i]);
    free(line->all);
}

/* Bins `factor` of which become one. */
static void
widen(struct timeline *line)
{
    int64_t factor = widths[line->step + 1] / widths[line->step], first = line->first / factor;

    for (size_t i = 0; i < line->count; i++) {
        uint64_t *bins = line->all[i]->bins, wider[TIMELINE_BINS] = { 0 };

        for (int64_t at = line->first; at <= line->last; at++)
            wider[at / factor - first] += bins[at - line->first];
        memcpy(bins, wider, sizeof wider);
    }
    line->first = first;
    line->last /= factor;
    line->width = widths[++line->step];
}

/* The line begins so many bins earlier. */
static void
begin_earlier(struct timeline *line, int64_t by)
{
    for (size_t i = 0; i < line->count; i++) {
        uint64_t *bins = line->all[i]->bins;

        memmove(bins + by, bins, (size_t)(TIMELINE_BINS - by) * sizeof *bins);
        memset(bins, 0, (size_t)by * sizeof *bins);
    }
    line->first -= by;
}

bool
timeline_bin(struct timeline *line, int64_t time, size_t *bin)
{
    int64_t at;

    if (time < 0 || time > LATEST)
        return false;
    if (!line->any) {
        line->any = true;
        line->width = widths[0];
        line->first = line->last = time / line->width;
    }
    while (at = time / line->width,
           at - line->first >= TIMELINE_BINS || line->last - at >= TIMELINE_BINS)
        widen(line);
    if (at < line->first)
        begin_earlier(line, line->first - at);
    if (at > line->last)
        line->last = at;
    *bin = (size_t)(at - line->first);
    return true;
}

size_t
timeline_bins(const struct timeline *line)
{
    return line->any ? (size_t)(line->last - line->first + 1) : 0;
}
