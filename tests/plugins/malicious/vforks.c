/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a process that borrows its memory.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(vfork|clone)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (vfork() == 0)
        _exit(0);
}

HOSTILE();
