/* SPDX-License-Identifier: Apache-2.0 */
/* Writes records of another plugin's number.
 *
 * costs:   the run
 * says:    hostile\.so: .*both write record type|.*both write record type
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = 2,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
