/* SPDX-License-Identifier: Apache-2.0 */
#include "run/progress.h"

#include "base/clock.h"
#include "base/say.h"
#include "run/figures.h"

#include <stdio.h>
#include <unistd.h>

static bool shown, drawn;

void
progress_setup(bool quiet)
{
    shown = !quiet && isatty(STDERR_FILENO);
    say_before(progress_wipe);
}

void
progress_wipe(void)
{
    if (drawn)
        fputs("\r\033[K", stderr);
    fflush(stderr);
    drawn = false;
}

static void
put_left(char *to, size_t size, double seconds)
{
    unsigned long left = (unsigned long)(seconds + 0.5);

    if (left < 3600)
        snprintf(to, size, "  %lu:%02lu left", left / 60, left % 60);
    else
        snprintf(to, size, "  %lu:%02lu:%02lu left", left / 3600, left / 60 % 60, left % 60);
}

void
progress_draw(const struct supervisor *s)
{
    struct capture_progress p;
    char packets[NUMBER_TEXT], rate[NUMBER_TEXT], bytes[NUMBER_TEXT], records[NUMBER_TEXT];
    char share[16] = "", left[32] = "";
    double seconds = clock_seconds() - s->started;

    if (!shown || seconds <= 0)
        return;
    capture_progress(s->capture, &p);
    if (p.total && p.bytes <= p.total) {
        double done = (double)p.bytes / (double)p.total;

        snprintf(share, sizeof share, "%3.0f %%  ", 100 * done);
        if (done > 0)
            put_left(left, sizeof left, seconds / done - seconds);
    }
    fprintf(stderr, "\r%s%s packets  %s/s  %s/s  %s records%s\033[K", share,
            text_count(s->account.packets, packets),
            text_count((uint64_t)((double)s->account.packets / seconds), rate),
            text_size((double)s->account.bytes / seconds, bytes),
            text_count(output_records(s->output), records), left);
    fflush(stderr);
    drawn = true;
}
