/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/batch.h"

#include <string.h>

void
batch_take_name(struct batch *b, uint32_t packet, struct nc_sighting *level, const char *name)
{
    size_t n = name ? strnlen(name, NC_NAME_MAX - 1) : 0;

    level->name = NULL;
    if (!n)
        return;
    for (uint32_t i = 0; i < NC_LEVELS_MAX; i++)
        if (batch_level(b, packet, i)->name == b->names[packet])
            batch_level(b, packet, i)->name = NULL; /* its own name is gone */
    memcpy(b->names[packet], name, n);
    b->names[packet][n] = '\0';
    level->name = b->names[packet];
}

/* Names are the packet's own memory until they are taken over. */
static void
take_levels(struct batch *b, uint32_t packet, const struct nc_packet *pkt)
{
    b->sightings[packet] = pkt->sighting;
    for (uint32_t i = 1; i < pkt->n_levels; i++)
        b->inner[packet][i - 1] = pkt->inner[i - 1];
    for (uint32_t i = 0; i < pkt->n_levels; i++) {
        struct nc_sighting *level = batch_level(b, packet, i);

        if (level->name && level->name != b->names[packet])
            batch_take_name(b, packet, level, level->name);
    }
}

void
batch_take_event(struct batch *b, uint32_t packet, const struct nc_packet *pkt, bool joined)
{
    struct event *e = &b->events[packet];

    take_levels(b, packet, pkt);
    e->kind = (uint8_t)pkt->event;
    e->levels = (uint8_t)pkt->n_levels;
    e->level = pkt->event_level;
    e->joined = joined;
    if (pkt->event == NC_EVENT_NONE)
        return;
    e->offset = (uint32_t)(pkt->bytes - (joined ? b->joined : b->data));
    e->size = pkt->n_bytes;
    e->between = pkt->tails;
    if (pkt->event == NC_EVENT_FRAGMENT) {
        e->fragment = pkt->fragment;
        e->wait = pkt->fragment_wait < UINT8_MAX ? (uint8_t)pkt->fragment_wait : UINT8_MAX;
    } else if (pkt->event == NC_EVENT_DATAGRAM) {
        e->space = pkt->next_space;
    } else {
        e->segment = pkt->segment;
        e->scale = pkt->segment_scale;
    }
}

const uint8_t *
batch_event_bytes(const struct batch *b, const struct event *e)
{
    uint32_t size = e->joined ? JOINED_MAX : BATCH_DATA;

    if (e->size > size || e->offset > size - e->size)
        return NULL;
    return (e->joined ? b->joined : b->data) + e->offset;
}

void
batch_hide(struct batch *b, uint32_t packet)
{
    struct event *e = &b->events[packet];

    e->kind = NC_EVENT_NONE;
    e->levels = e->level = 0;
}
