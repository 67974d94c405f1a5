/* SPDX-License-Identifier: Apache-2.0 */
/* Closes every descriptor.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(close|close_range)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    for (int fd = 0; fd < 1024; fd++)
        close(fd);
}

HOSTILE();
