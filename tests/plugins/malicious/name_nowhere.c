/* SPDX-License-Identifier: Apache-2.0 */
/* Has a name at an address where nothing is.
 *
 * costs:   the run
 * says:    hostile\.so: crashed
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = (const char *)8,
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
