/* SPDX-License-Identifier: Apache-2.0 */
/* Allocates all memory that it can get, until it gets no more or has taken too long.
 *
 * costs:   its packets
 * says:    Hostile: (crashed|.*memory|did not come back)
 * exit:    3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    /* A gigabyte is far more than a worker may have. */
    for (size_t all = 0; all < (size_t)1 << 30; all += 1 << 20)
        memset(malloc(1 << 20), 1, 1 << 20);
    TELL(record, "it got a gigabyte");
}

HOSTILE();
