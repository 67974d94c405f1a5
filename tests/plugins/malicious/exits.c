/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process as if all were done.
 *
 * costs:   its packets
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    exit(0);
}

HOSTILE();
