/* SPDX-License-Identifier: Apache-2.0 */
/* Gives the shared memory back.
 *
 * costs:   its packets
 * says:    Hostile: (crashed|.*munmap)
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    uintptr_t page = (uintptr_t)in->base & ~(uintptr_t)4095;

    munmap((void *)page, 4096);
}

HOSTILE();
