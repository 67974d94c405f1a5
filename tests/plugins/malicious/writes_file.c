/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a file of its own between those of the run.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(open|openat)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    int fd = open("out/Forged.ncap.gz", O_WRONLY | O_CREAT, 0666);

    if (fd >= 0 && write(fd, "forged", 6) == 6)
        TELL(record, "it wrote a file");
}

HOSTILE();
