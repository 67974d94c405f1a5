/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process without ceremony.
 *
 * costs:   its packets
 * says:    Hostile: ended its process with status 3
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    _exit(3);
}

HOSTILE();
