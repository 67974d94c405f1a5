/* SPDX-License-Identifier: Apache-2.0 */
/* Survives its own fault by a jump out of the signal's handler.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(rt_sigaction|sigaction)\b
 * exit:    3 */
#include "malicious.h"

static sigjmp_buf place;

static void
leave(int number)
{
    siglongjmp(place, number);
}

ATTACK
{
    signal(SIGSEGV, leave);
    if (!sigsetjmp(place, 1))
        *(volatile int *)(uintptr_t)zero = 1;
    TELL(record, "it survived");
}

HOSTILE();
