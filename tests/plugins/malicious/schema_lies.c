/* SPDX-License-Identifier: Apache-2.0 */
/* Has a schema that calls its record's members something else.
 *
 * costs:   the run
 * says:    hostile\.so: has a \.schema that is not its \.record's, message types\.Hostile .*
 * exit:    4 */
#include "malicious.h"

/* A file of package types with a message Hostile, which has one field. */
static const struct {
    struct nc_schema head;
    char bytes[32];
} lies = { { 30 }, "\x0a\x1c\x12\x05types\x22\x13\x0a\x07Hostile\x12\x08\x0a\x02No\x18\x01(\x05" };

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .schema = &lies.head,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
