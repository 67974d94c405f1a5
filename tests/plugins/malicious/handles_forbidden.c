/* SPDX-License-Identifier: Apache-2.0 */
/* Handles the signal that forbidden calls raise.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(rt_sigaction|sigaction)\b
 * exit:    3 */
#include "malicious.h"

static void
pass(int number)
{
    (void)number;
}

ATTACK
{
    signal(SIGSYS, pass);
    getppid();
    TELL(record, "it handles SIGSYS");
}

HOSTILE();
