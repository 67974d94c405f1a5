/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the packets writable again, and changes them.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(mprotect)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    uintptr_t page = (uintptr_t)in->base & ~(uintptr_t)4095;

    if (!mprotect((void *)page, 4096, PROT_READ | PROT_WRITE)) {
        memset((void *)page, 0, 4096);
        TELL(record, "it changed the packets");
    }
}

HOSTILE();
