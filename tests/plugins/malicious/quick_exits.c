/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process by quick_exit().
 *
 * costs:   its packets
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    quick_exit(0);
}

HOSTILE();
