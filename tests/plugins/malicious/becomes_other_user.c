/* SPDX-License-Identifier: Apache-2.0 */
/* Becomes another user.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(setuid|setresuid|setreuid)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (!setuid(65534))
        TELL(record, "it is another user");
}

HOSTILE();
