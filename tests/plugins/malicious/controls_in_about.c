/* SPDX-License-Identifier: Apache-2.0 */
/* Describes itself in what a terminal would obey.
 *
 * costs:   nothing, or the run
 * exit:    0, 4
 * shows:   --list-plugins --print-config --dump-plugin */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "\033[2J HOSTILE\nTEXT",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
