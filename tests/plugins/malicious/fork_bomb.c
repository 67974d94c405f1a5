/* SPDX-License-Identifier: Apache-2.0 */
/* Makes processes until there is space for no more.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(fork|clone|clone3)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    for (int i = 0; i < 200; i++)
        if (fork() == 0)
            for (;;)
                pause();
    TELL(record, "it has two hundred children");
}

HOSTILE();
