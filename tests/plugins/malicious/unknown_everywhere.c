/* SPDX-License-Identifier: Apache-2.0 */
/* Hands every packet on to numbers of which nobody has heard.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    nc_next(pkt, NC_ETHERTYPE, 0xFFFFFFFFFFFFFFFF);
}

HOSTILE();
