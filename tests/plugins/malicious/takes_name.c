/* SPDX-License-Identifier: Apache-2.0 */
/* Has the name of another plugin.
 *
 * costs:   the run
 * says:    hostile\.so: .*both named TCP|tcp\.so.*both named
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "TCP",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
