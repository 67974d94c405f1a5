/* SPDX-License-Identifier: Apache-2.0 */
/* Writes into the memory of another process.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(getppid|process_vm_writev)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    char byte = 0;
    struct iovec here = { &byte, 1 }, there = { (void *)(uintptr_t)&zero, 1 };

    if (syscall(SYS_process_vm_writev, getppid(), &here, 1, &there, 1, 0) > 0)
        TELL(record, "it wrote into its parent");
}

HOSTILE();
