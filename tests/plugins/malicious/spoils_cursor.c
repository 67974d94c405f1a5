/* SPDX-License-Identifier: Apache-2.0 */
/* Hands its cursor back with an end far behind the packet's.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    in->end = in->pos + (1 << 30);
    nc_next(pkt, NC_ETHERTYPE, 0x0800);
}

HOSTILE();
