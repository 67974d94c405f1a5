/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the folder of the run away.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(rename|renameat|renameat2)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!rename("out", "gone"))
        TELL(record, "it moved the folder");
}

HOSTILE();
