/* SPDX-License-Identifier: Apache-2.0 */
#include "records/reading_line.h"

#include "base/clock.h"
#include "base/figures.h"
#include "base/live_line.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

#define EVERY 0.2 /* seconds */

static struct {
    bool is_on;
    double started, drawn;
    uint64_t total, bytes, records; /* total 0: one of them is a pipe */
} reading;

/* 0 when one of them has no size. */
static uint64_t
size_of(char *const *paths, size_t count)
{
    uint64_t total = 0;

    for (size_t i = 0; i < count; i++) {
        struct stat about;

        if (stat(paths[i], &about) || !S_ISREG(about.st_mode))
            return 0;
        total += (uint64_t)about.st_size;
    }
    return total;
}

void
reading_line_begin(char *const *paths, size_t count)
{
    live_line_setup(false);
    if (!live_line_is_shown())
        return;
    reading.is_on = true;
    reading.started = reading.drawn = clock_seconds();
    reading.total = size_of(paths, count);
    reading.bytes = reading.records = 0;
}

static void
draw(double now)
{
    char records[NUMBER_TEXT], rate[NUMBER_TEXT], bytes[NUMBER_TEXT], text[4 * NUMBER_TEXT];
    double seconds = now - reading.started;

    snprintf(text, sizeof text, "%s records  %s/s  %s/s", text_count(reading.records, records),
             text_count((uint64_t)((double)reading.records / seconds), rate),
             text_size((double)reading.bytes / seconds, bytes));
    live_line_draw(reading.total ? (double)reading.bytes / (double)reading.total : -1, seconds,
                   text);
}

void
reading_line_step(uint64_t bytes, uint64_t records)
{
    double now;

    if (!reading.is_on)
        return;
    reading.bytes += bytes;
    reading.records += records;
    now = clock_seconds();
    if (now - reading.drawn < EVERY)
        return;
    reading.drawn = now;
    draw(now);
}

void
reading_line_end(void)
{
    if (reading.is_on)
        live_line_wipe();
    reading.is_on = false;
}
