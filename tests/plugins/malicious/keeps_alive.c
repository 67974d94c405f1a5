/* SPDX-License-Identifier: Apache-2.0 */
/* Has itself survive the process that it came from.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(prctl)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!prctl(PR_SET_PDEATHSIG, 0))
        TELL(record, "it survives its parent");
}

HOSTILE();
