/* SPDX-License-Identifier: Apache-2.0 */
/* Names keys without an end.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4 */
#include "malicious.h"

#define KEY(n) NC_KEY(NC_ETHERTYPE, 0x10000 + (n))
#define KEYS(n) KEY(n), KEY(n + 1), KEY(n + 2), KEY(n + 3), KEY(n + 4), KEY(n + 5), KEY(n + 6), \
                KEY(n + 7)
#define MORE(n) KEYS(n), KEYS(n + 8), KEYS(n + 16), KEYS(n + 24), KEYS(n + 32), KEYS(n + 40)
#define MOST(n) MORE(n), MORE(n + 48), MORE(n + 96), MORE(n + 144), MORE(n + 192), MORE(n + 240)
static const struct nc_key keys[] = { MOST(0), MOST(1000), MOST(2000), MOST(3000), MOST(4000),
                                      MOST(5000), MOST(6000), MOST(7000), MOST(8000), MOST(9000),
                                      MOST(10000), MOST(11000), MOST(12000), MOST(13000),
                                      MOST(14000), MOST(15000), { 0, 0, 0 } };

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = keys,
    .decode = decode);
