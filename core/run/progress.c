/* SPDX-License-Identifier: Apache-2.0 */
#include "run/progress.h"

#include "base/clock.h"
#include "base/figures.h"
#include "base/live_line.h"

#include <stdio.h>

void
progress_draw(const struct supervisor *s)
{
    struct capture_progress p;
    char packets[NUMBER_TEXT], rate[NUMBER_TEXT], bytes[NUMBER_TEXT], records[NUMBER_TEXT];
    char text[5 * NUMBER_TEXT];
    double seconds = clock_seconds() - s->started;

    if (!live_line_is_shown() || seconds <= 0)
        return;
    capture_progress(s->capture, &p);
    snprintf(text, sizeof text, "%s packets  %s/s  %s/s  %s records",
             text_count(s->account.packets, packets),
             text_count((uint64_t)((double)s->account.packets / seconds), rate),
             text_size((double)s->account.bytes / seconds, bytes),
             text_count(output_records(s->output), records));
    live_line_draw(p.total ? (double)p.bytes / (double)p.total : -1, seconds, text);
}
