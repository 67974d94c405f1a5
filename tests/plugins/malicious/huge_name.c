/* SPDX-License-Identifier: Apache-2.0 */
/* Has a name longer than a file's may be.
 *
 * costs:   the run
 * says:    hostile\.so: .*name
 * exit:    4 */
#include "malicious.h"

static const char name[] =
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong"
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong"
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong"
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong"
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong"
    "LongLongLongLongLongLongLongLongLongLongLongLongLongLong";

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = name,
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
