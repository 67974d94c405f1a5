/* SPDX-License-Identifier: Apache-2.0 */
#include "run/attended.h"

#include "attend/attendants.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/resident.h"
#include "base/say.h"
#include "run/metrics.h"
#include "run/signals.h"

#include <stdio.h>

#define METRICS_SECONDS 1.0

static void
write_metrics(struct supervisor *s)
{
    struct textbuf text = { .fd = -1 };

    metrics_text(s, &text);
    if (!page_write(s->attendants->page, text.data, text.used) && !s->metrics_told++)
        say_error("there are more metrics than can be served: the last ones stay as they were");
    textbuf_free(&text);
}

static void
tell_status(struct supervisor *s, double now)
{
    char packets[NUMBER_TEXT], dropped[NUMBER_TEXT], records[NUMBER_TEXT];
    char text[4 * NUMBER_TEXT + 64];
    struct capture_progress p;

    capture_progress(s->capture, &p);
    snprintf(text, sizeof text, "%s packets, %s dropped, %s records",
             text_count(s->account.packets, packets), text_count(p.dropped + p.if_dropped, dropped),
             text_count(output_records(s->output), records));
    notify_status(&s->notify, now, text);
}

void
attended_open(struct supervisor *s)
{
    notify_open(&s->notify);
    if (s->attendants && s->attendants->page)
        resident_begin();
}

void
attended_begin(struct supervisor *s)
{
    attended_tick(s);
    if (s->attendants)
        attendants_begin(s->attendants);
    notify_ready(&s->notify);
}

void
attended_tick(struct supervisor *s)
{
    double now = clock_seconds();

    if (s->attendants) {
        attendants_look(s->attendants);
        if (s->attendants->page && now - s->metrics_written >= METRICS_SECONDS) {
            s->metrics_written = now;
            write_metrics(s);
        }
    }
    if (!s->ended && !signals_stops() && notify_wants_status(&s->notify, now))
        tell_status(s, now);
    notify_alive(&s->notify, now);
}

void
attended_stop(struct supervisor *s)
{
    notify_stopping(&s->notify);
    signals_packets_over();
    s->metrics_written = 0;
    attended_tick(s);
}
