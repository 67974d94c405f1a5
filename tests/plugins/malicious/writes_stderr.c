/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to where the errors go.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(write)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    static const char text[] = "netcapd: HOSTILE TEXT \033[2J\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) > 0)
        TELL(record, "it wrote");
}

HOSTILE();
