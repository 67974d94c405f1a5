/* SPDX-License-Identifier: Apache-2.0 */
/* Says that it has almost no members.
 *
 * costs:   the run
 * says:    hostile\.so: has no \.name
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

#define TABLE(stem) stem##_LTX_netcap_plugin
#define NAMED(stem) TABLE(stem)
extern const struct nc_plugin NAMED(STEM);
const struct nc_plugin NAMED(STEM) = { .abi = NC_ABI, .size = 8, .name = "Hostile",
                                       .decode = decode };
