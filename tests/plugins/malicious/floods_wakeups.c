/* SPDX-License-Identifier: Apache-2.0 */
/* Fills what wakes others up to the brim, so that it blocks.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(write)\b
 * exit:    3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    uint64_t most = UINT64_MAX - 1;

    for (int fd = 3; fd < 64; fd++)
        if (write(fd, &most, sizeof most) > 0)
            TELL(record, "it woke them for ever");
}

HOSTILE();
