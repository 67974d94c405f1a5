/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a process behind while it is loaded.
 *
 * costs:   nothing, or the run
 * exit:    0, 4 */
#include "malicious.h"

CONSTRUCTOR
{
    if (fork() == 0)
        for (;;)
            pause();
}

NO_ATTACK

HOSTILE();
