/* SPDX-License-Identifier: Apache-2.0 */
/* Moves memory of its own to where the packets are.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(mremap)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    uintptr_t page = (uintptr_t)in->base & ~(uintptr_t)4095;
    void *own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mremap(own, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)page) != MAP_FAILED)
        TELL(record, "it took the packets away");
}

HOSTILE();
