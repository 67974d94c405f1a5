/* SPDX-License-Identifier: Apache-2.0 */
/* What a supervisor asks of a capture besides its packets, for one that is made up. */
#include "capture/capture.h"

bool
capture_is_live(const struct capture *unused)
{
    (void)unused;
    return false;
}

void
capture_stop(struct capture *unused)
{
    (void)unused;
}

void
capture_abandon(struct capture *unused)
{
    (void)unused;
}

void
capture_hurry(struct capture *unused)
{
    (void)unused;
}

void
capture_look(struct capture *unused)
{
    (void)unused;
}

uint64_t
capture_idle(struct capture *unused, double seconds)
{
    (void)unused, (void)seconds;
    return 0;
}
