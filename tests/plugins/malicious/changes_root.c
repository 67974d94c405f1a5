/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a folder its root.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(chroot)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!chroot("/tmp"))
        TELL(record, "it has another root");
}

HOSTILE();
