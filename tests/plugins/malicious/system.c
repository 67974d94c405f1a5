/* SPDX-License-Identifier: Apache-2.0 */
/* Has a shell do its work.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(clone|clone3|vfork|fork|rt_sigaction|rt_sigprocmask|pipe2?)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    TELL(record, system("sleep 600 & echo HOSTILE TEXT") ? "failed" : "it ran a command");
}

HOSTILE();
