/* SPDX-License-Identifier: Apache-2.0 */
/* Has a name that leads out of the folder.
 *
 * costs:   the run
 * says:    hostile\.so: has a \.name with other characters
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "../../x",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
