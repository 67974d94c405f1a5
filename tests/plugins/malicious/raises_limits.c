/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the limits off itself.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(setrlimit|prlimit64|prlimit)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };

    if (!setrlimit(RLIMIT_CORE, &most))
        TELL(record, "it has no limits");
}

HOSTILE();
