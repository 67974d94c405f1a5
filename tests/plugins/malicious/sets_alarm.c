/* SPDX-License-Identifier: Apache-2.0 */
/* Has itself killed at some later packet.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(alarm|setitimer)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    alarm(1);
}

HOSTILE();
