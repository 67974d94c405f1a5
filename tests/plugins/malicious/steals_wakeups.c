/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what is to wake others, so that nobody comes.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(read|fcntl)\b
 * exit:    3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    uint64_t count;

    for (int fd = 3; fd < 64; fd++)
        if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && read(fd, &count, sizeof count) > 0)
            TELL(record, "it took a wake-up");
    read(0, &count, 1);
}

HOSTILE();
