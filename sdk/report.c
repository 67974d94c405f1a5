/* SPDX-License-Identifier: Apache-2.0 */
/* What layers report for reassembly: pieces of datagrams, segments, datagrams. */
#include "host.h"

static void
remember(struct nc_packet *pkt, enum nc_event event, const struct nc_cursor *in)
{
    pkt->event = event;
    pkt->event_level = (uint8_t)(pkt->level ? pkt->n_levels : 0);
    pkt->bytes = in->pos;
    pkt->n_bytes = (uint32_t)nc_left(in);
}

void
nc_report_fragment(struct nc_packet *pkt, const struct nc_fragment *fragment,
                   const struct nc_cursor *in)
{
    if (!nc_ok(in) || !pkt->tails.network_kind || (pkt->event && pkt->is_beside))
        return;
    pkt->fragment = *fragment;
    pkt->fragment_wait = pkt->next_wait;
    pkt->tails.unverified |= !pkt->whole_end;
    remember(pkt, NC_EVENT_FRAGMENT, in);
    nc_sum_leave(pkt);
}

/* A packet has one segment: the first, should a layer inside it report another. */
void
nc_report_segment(struct nc_packet *pkt, const struct nc_segment *segment,
                  const struct nc_cursor *in)
{
    struct nc_sighting *level = pkt->level;

    if (!nc_ok(in) || !pkt->tails.network_kind || !pkt->tails.transport_kind || pkt->event)
        return;
    pkt->segment = *segment;
    pkt->segment_scale = pkt->scale;
    remember(pkt, NC_EVENT_SEGMENT, in);
    nc_sum_leave(pkt);
    if (!level || level->transport_by != pkt->by)
        return;
    level->segment = 1;
    level->flags = segment->flags;
    level->sequence = segment->sequence;
    level->acknowledgment = segment->acknowledgment;
    level->window = segment->window;
}

bool
nc_is_datagram(const struct nc_packet *pkt)
{
    return pkt->level && pkt->level->transport_by && pkt->level->transport_by == pkt->by &&
           pkt->next_space != NC_NONE && !nc_space_is_closed(pkt->next_space) &&
           !nc_space_is_stream(pkt->next_space);
}

void
nc_report_datagram(struct nc_packet *pkt, const struct nc_cursor *in)
{
    if (!pkt->event && pkt->tails.network_kind && nc_is_datagram(pkt))
        remember(pkt, NC_EVENT_DATAGRAM, in); /* its checksum is noted here: nobody may read it */
}

void
nc_window_scale(struct nc_packet *pkt, uint8_t shift)
{
    pkt->scale = shift < UINT8_MAX ? (uint8_t)(shift + 1) : UINT8_MAX;
}

void
nc_fragment_wait(struct nc_packet *pkt, uint32_t seconds)
{
    pkt->next_wait = seconds;
}
