/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to where the summary goes.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(write)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    static const char text[] = "HOSTILE TEXT \033[2J\n";

    if (write(STDOUT_FILENO, text, sizeof text - 1) > 0)
        TELL(record, "it wrote");
}

HOSTILE();
