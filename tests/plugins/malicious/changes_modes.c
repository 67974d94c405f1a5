/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the files of the run to everybody.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(chmod|fchmodat|fchmodat2)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!chmod("out", 0777))
        TELL(record, "it changed the mode");
}

HOSTILE();
