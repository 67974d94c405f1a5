/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes what another plugin decodes.
 *
 * costs:   the run
 * says:    hostile\.so: .*both decode ethertype 0x0800|ipv4\.so.*both decode
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, 0x0800)),
    .decode = decode);
