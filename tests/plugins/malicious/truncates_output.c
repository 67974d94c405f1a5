/* SPDX-License-Identifier: Apache-2.0 */
/* Empties the files of the run.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(open|openat|truncate)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    static const char *const names[] = { "out/Ethernet.ncap.gz.part", "out/Ethernet.ncap.gz" };

    for (int i = 0; i < 2; i++)
        if (!truncate(names[i], 0))
            TELL(record, "it emptied a file");
}

HOSTILE();
