/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a file that is none of its business.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(open|openat)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    int fd = open("/etc/passwd", O_RDONLY);

    if (fd >= 0)
        TELL(record, "it reads /etc/passwd");
}

HOSTILE();
