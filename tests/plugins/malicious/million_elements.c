/* SPDX-License-Identifier: Apache-2.0 */
/* Writes ten million elements, however often it is told to stop.
 *
 * costs:   at most its packets
 * says:    (Hostile|too large|memory|more than)
 * exit:    0, 3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    for (int i = 0; i < 10000000; i++)
        nc_push(pkt, record, words, (char *)"an element");
}

HOSTILE();
