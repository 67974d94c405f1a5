/* SPDX-License-Identifier: Apache-2.0 */
/* Says that it was built for another netcapd.
 *
 * costs:   the run
 * says:    hostile\.so: built for plugin ABI 99
 * exit:    4 */
#include "malicious.h"

NO_ATTACK
HOSTILE_DECODE

#define TABLE(stem) stem##_LTX_netcap_plugin
#define NAMED(stem) TABLE(stem)
extern const struct nc_plugin NAMED(STEM);
const struct nc_plugin NAMED(STEM) = { .abi = 99, .size = sizeof(struct nc_plugin) };
