/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a second worker of its process, which would write all records twice.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(fork|clone|clone3)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    fork();
}

HOSTILE();
