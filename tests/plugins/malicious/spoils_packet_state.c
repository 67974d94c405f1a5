/* SPDX-License-Identifier: Apache-2.0 */
/* Writes over what the core knows of the packet at work.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    memset(pkt, 0xA5, 512);
}

HOSTILE();
