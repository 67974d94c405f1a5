/* SPDX-License-Identifier: Apache-2.0 */
/* Puts zeros where the packets are.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(mmap)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    uintptr_t page = (uintptr_t)in->base & ~(uintptr_t)4095;

    if (mmap((void *)page, 4096, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS,
             -1, 0) != MAP_FAILED)
        TELL(record, "it took the packets away");
}

HOSTILE();
