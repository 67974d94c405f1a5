/* SPDX-License-Identifier: Apache-2.0 */
/* Gets memory that it can write and run.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(mmap|mprotect)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);

    if (code != MAP_FAILED)
        TELL(record, "it can run what it writes");
}

HOSTILE();
