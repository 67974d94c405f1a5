/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from a packet.
 *
 * costs:   its packets
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "malicious.h"

ATTACK
{
    while (!zero)
        ;
}

HOSTILE();
