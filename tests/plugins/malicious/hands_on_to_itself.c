/* SPDX-License-Identifier: Apache-2.0 */
/* Says that what follows it is itself, for ever.
 *
 * costs:   at most its packets
 * says:    more than 64 layers
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    in->pos = in->base;
    nc_next(pkt, NC_ETHERTYPE, HOSTILE_ETHERTYPE);
}

HOSTILE();
