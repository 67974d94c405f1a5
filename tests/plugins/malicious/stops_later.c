/* SPDX-License-Identifier: Apache-2.0 */
/* Has a timer stop its process while it is about something else.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(setitimer|rt_sigaction|sigaction)\b
 * exit:    3
 * within:  25
 * packets: 1 */
#include "malicious.h"

static void
stop(int number)
{
    (void)number;
    kill(getpid(), SIGSTOP);
}

ATTACK
{
    struct itimerval soon = { { 0, 100 }, { 0, 100 } };

    signal(SIGALRM, stop);
    setitimer(ITIMER_REAL, &soon, NULL);
}

HOSTILE();
