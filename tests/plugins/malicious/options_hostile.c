/* SPDX-License-Identifier: Apache-2.0 */
/* Has an option whose texts a terminal and an ini file would obey.
 *
 * costs:   nothing, or the run
 * exit:    0, 4
 * shows:   --list-plugins --print-config --dump-plugin */
#include "malicious.h"

static const struct nc_option options[] = {
    { "a]\n[TCP]\npayload", "\033[2J\n[netcapd]\nout = /", 0, NC_OPTION_UINT, 1, 0, 1 },
    NC_OPTIONS_END
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
