/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what appears when its buffer is full, or its process ends.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(write|fstat|newfstatat|statx|ioctl)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    printf("HOSTILE TEXT\n");
    fflush(stdout);
    TELL(record, "it printed");
}

HOSTILE();
