/* SPDX-License-Identifier: Apache-2.0 */
#include "base/live_line.h"

#include "base/say.h"

#include <stdio.h>
#include <unistd.h>

static bool shown, drawn, of_another;

void
live_line_setup(bool quiet)
{
    shown = !quiet && isatty(STDERR_FILENO);
    say_before(live_line_wipe);
}

void
live_line_of_another(void)
{
    of_another = shown;
    shown = drawn = false;
}

bool
live_line_is_shown(void)
{
    return shown;
}

void
live_line_wipe(void)
{
    if (drawn || of_another)
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
live_line_draw(double done, double seconds, const char *text)
{
    char share[16] = "", left[32] = "";

    if (!shown)
        return;
    if (done >= 0 && done <= 1)
        snprintf(share, sizeof share, "%3.0f %%  ", 100 * done);
    if (done > 0 && done <= 1)
        put_left(left, sizeof left, seconds / done - seconds);
    fprintf(stderr, "\r%s%s%s\033[K", share, text, left);
    fflush(stderr);
    drawn = true;
}
