/* SPDX-License-Identifier: Apache-2.0 */
/* Ignores the signals that its faults raise, and then has one.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(rt_sigaction|sigaction)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    signal(SIGSEGV, SIG_IGN);
    signal(SIGSYS, SIG_IGN);
    *(volatile int *)(uintptr_t)zero = 1;
}

HOSTILE();
