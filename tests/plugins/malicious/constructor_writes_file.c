/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a file between those of the run while it is loaded.
 *
 * costs:   nothing, or the run
 * exit:    0, 4 */
#include "malicious.h"

CONSTRUCTOR
{
    int fd = open("forged", O_WRONLY | O_CREAT, 0666);

    if (fd >= 0)
        close(fd);
}

NO_ATTACK

HOSTILE();
