/* SPDX-License-Identifier: Apache-2.0 */
/* Has an option outside of its options, where the core would write.
 *
 * costs:   the run
 * says:    hostile\.so: has an option that lies outside
 * exit:    4 */
#include "malicious.h"

static const struct nc_option options[] = {
    { "key", "help", UINT32_MAX - 4, NC_OPTION_UINT, 1, 0, 1 }, NC_OPTIONS_END
};

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode,
    .options = options,
    .options_size = 8);
