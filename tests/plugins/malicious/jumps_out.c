/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a packet for where it was in another one.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

static jmp_buf place;

ATTACK
{
    longjmp(place, 1);
}


static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *memory)
{
    Types__Hostile *record = memory;

    record->text = nc_bytes(in, MESSAGE);
    if (!nc_ok(in) || IS_SANE)
        return;
    if (record->text.data[MESSAGE - 1] == 'X')
        attack(pkt, in, record);
    setjmp(place);
}

HOSTILE_PLUGIN(STEM, .name = "Hostile", .about = "Does harm", .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)), .decode = decode);
