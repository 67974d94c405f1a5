/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves the process that it came from no descriptor.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(getppid|prlimit64|prlimit)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    struct rlimit none = { 0, 0 };

    if (!syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, &none, NULL))
        TELL(record, "its parent opens no more files");
}

HOSTILE();
