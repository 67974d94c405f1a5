/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses with a reason that is no text.
 *
 * costs:   at most its packets
 * says:    Hostile: 
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    nc_fail(in, (const char *)(uintptr_t)(zero + 8));
}

HOSTILE();
