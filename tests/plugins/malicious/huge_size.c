/* SPDX-License-Identifier: Apache-2.0 */
/* Says that it has more members than there can be.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

#define TABLE(stem) stem##_LTX_netcap_plugin
#define NAMED(stem) TABLE(stem)
extern const struct nc_plugin NAMED(STEM);
const struct nc_plugin NAMED(STEM) = {
    .abi = NC_ABI, .size = UINT32_MAX, .name = "Hostile", .about = "Does harm",
    .type = HOSTILE_TYPE, .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)), .decode = decode
};
