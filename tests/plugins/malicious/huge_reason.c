/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses with a reason that does not end.
 *
 * costs:   at most its packets
 * says:    Hostile: 
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    static char text[1 << 20];

    memset(text, 'r', sizeof text - 1);
    nc_fail(in, text);
}

HOSTILE();
