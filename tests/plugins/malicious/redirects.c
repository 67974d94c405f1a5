/* SPDX-License-Identifier: Apache-2.0 */
/* Has every descriptor lead to the same place.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(dup2|dup3|dup|open|openat)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    for (int fd = 0; fd < 64; fd++)
        dup2(2, fd);
}

HOSTILE();
