/* SPDX-License-Identifier: Apache-2.0 */
/* Refuses with a reason that a terminal would obey.
 *
 * costs:   at most its packets
 * says:    Hostile: 
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    nc_fail(in, "\033[2J\033]0;owned\007 HOSTILE\nnetcapd: all is well\n");
}

HOSTILE();
