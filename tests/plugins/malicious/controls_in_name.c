/* SPDX-License-Identifier: Apache-2.0 */
/* Has a name that a terminal would obey.
 *
 * costs:   the run
 * says:    hostile\.so: has a \.name with other characters
 * exit:    4
 * shows:   --list-plugins --print-config --dump-plugin */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "\033[2JHostile\n",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
