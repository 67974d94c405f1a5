/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a world of its own, in which it is root.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(unshare)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!unshare(CLONE_NEWUSER))
        TELL(record, "it is root");
}

HOSTILE();
