/* SPDX-License-Identifier: Apache-2.0 */
/* Several messages in one packet. */
#include "host.h"

/* Each message has its own bytes in flows, the first what is left: together the packet's. */
static void
give(struct nc_packet *pkt, int64_t size)
{
    struct nc_sighting *outermost = &pkt->sighting;

    if (outermost->link_kind || outermost->network_kind) {
        pkt->given = (uint32_t)(pkt->given + size);
        return;
    }
    outermost->captured = (uint32_t)(outermost->captured - size);
    outermost->length = (uint32_t)(outermost->length - size);
}

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
    give(pkt, (int64_t)nc_left(in));
}

void
nc_drop_beside(struct nc_packet *pkt, uint32_t n)
{
    while (pkt->n_beside > n)
        give(pkt, -(int64_t)pkt->beside[--pkt->n_beside].size);
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
    pkt->apart = (uint32_t)next->size;
    nc_next(pkt, next->space, next->value);
}
