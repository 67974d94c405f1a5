/* SPDX-License-Identifier: Apache-2.0 */
/* Several messages in one packet. */
#include "host.h"

void
nc_beside(struct nc_packet *pkt, const struct nc_cursor *in, uint32_t space, uint64_t value)
{
    if (!nc_ok(in))
        return;
    if (pkt->n_beside == NC_BESIDE_MAX) {
        nc_note(pkt, "more messages in one than are looked at");
        return;
    }
    pkt->beside[pkt->n_beside++] = (struct nc_beside){
        .bytes = in->pos, .size = nc_left(in), .space = space, .value = value, .tails = pkt->tails,
        .place = pkt->place, .way = pkt->way, .ends = pkt->ends, .networks = pkt->networks,
    };
}

/* Levels of the messages before stay: the next network header begins one more. */
void
nc_go_beside(struct nc_packet *pkt, uint32_t n)
{
    const struct nc_beside *next = &pkt->beside[n];

    pkt->tails = next->tails;
    pkt->place = next->place;
    pkt->way = next->way;
    pkt->ends = next->ends;
    pkt->networks = next->networks;
    pkt->level = nc_level(pkt, pkt->n_levels ? pkt->n_levels - 1 : 0);
    pkt->whole_end = NULL;
    pkt->bare = NULL;
    pkt->scale = 0;
    pkt->next_wait = 0;
    pkt->is_beside = pkt->is_apart = true;
    nc_next(pkt, next->space, next->value);
}
