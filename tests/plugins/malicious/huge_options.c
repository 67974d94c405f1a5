/* SPDX-License-Identifier: Apache-2.0 */
/* Wants options of a petabyte.
 *
 * costs:   the run
 * says:    hostile\.so: has options for which there is no memory
 * exit:    4 */
#include "malicious.h"

static const struct nc_option options[] = { NC_OPTIONS_END };

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
    .options_size = (size_t)1 << 50);
