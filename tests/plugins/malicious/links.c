/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a link where a file of the run will be.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(symlink|symlinkat)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!symlink("/dev/null", "out/Hostile.ncap.gz"))
        TELL(record, "it made a link");
}

HOSTILE();
