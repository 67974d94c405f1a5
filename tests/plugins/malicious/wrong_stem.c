/* SPDX-License-Identifier: Apache-2.0 */
/* Exports the symbol of another plugin.
 *
 * costs:   the run
 * says:    hostile\.so: has no symbol hostile_LTX_netcap_plugin
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(another,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
