/* SPDX-License-Identifier: Apache-2.0 */
/* Has a schema at an address where nothing is.
 *
 * costs:   the run
 * says:    hostile\.so: crashed
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .schema = (const struct nc_schema *)8,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
