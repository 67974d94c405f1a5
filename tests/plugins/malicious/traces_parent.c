/* SPDX-License-Identifier: Apache-2.0 */
/* Takes hold of the process that it came from as a debugger does.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(getppid|ptrace)\b
 * exit:    3
 * within:  25 */
#include "malicious.h"

ATTACK
{
    if (!ptrace(PTRACE_ATTACH, getppid(), NULL, NULL))
        TELL(record, "it traces its parent");
}

HOSTILE();
