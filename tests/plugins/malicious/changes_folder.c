/* SPDX-License-Identifier: Apache-2.0 */
/* Goes to another folder.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(chdir)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!chdir("/"))
        TELL(record, "it went away");
}

HOSTILE();
