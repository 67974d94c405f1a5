/* SPDX-License-Identifier: Apache-2.0 */
/* Wants a state of a petabyte.
 *
 * costs:   the run
 * says:    hostile\.so: has a \.state_size above
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode,
    .state_size = (size_t)1 << 50);
