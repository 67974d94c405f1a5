/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/batch.h"

#include "utf8.h"

#include <string.h>

/* Where the packet's name stands; NULL: it has none, or a worker wrote nonsense there. */
static char *
name_of(struct batch *b, uint32_t packet)
{
    uint32_t at = b->name_at[packet];

    return at && at <= BATCH_PACKETS ? b->names[at - 1] : NULL;
}

/* Where a name of the packet is to stand; workers may be at several packets of the batch. */
static char *
place_of_name(struct batch *b, uint32_t packet)
{
    if (!b->name_at[packet]) {
        uint32_t at = atomic_fetch_add_explicit(&b->n_names, 1, memory_order_relaxed);

        b->name_at[packet] = at < BATCH_PACKETS ? (uint16_t)(at + 1) : 0;
    }
    return name_of(b, packet);
}

void
batch_forget_names(struct batch *b)
{
    atomic_store_explicit(&b->n_names, 0, memory_order_relaxed);
    memset(b->name_at, 0, b->n_packets * sizeof b->name_at[0]);
}

void
batch_take_name(struct batch *b, uint32_t packet, struct nc_sighting *level, const char *name)
{
    char *to = name && *name ? place_of_name(b, packet) : NULL;

    level->name = NULL;
    if (!to)
        return;
    nc_utf8_copy(to, NC_NAME_MAX, name);
    for (uint32_t i = 0; i < b->events[packet].n_levels && i < NC_LEVELS_MAX; i++)
        if (batch_level(b, packet, i)->name == to)
            batch_level(b, packet, i)->name = NULL; /* its own name is gone */
    level->name = to;
}

/* Names are the packet's own memory until they are taken over. */
static void
take_levels(struct batch *b, uint32_t packet, const struct nc_packet *pkt)
{
    b->events[packet].n_levels = (uint8_t)pkt->n_levels;
    b->sightings[packet] = pkt->sighting;
    for (uint32_t i = 1; i < pkt->n_levels; i++)
        b->inner[packet][i - 1] = pkt->inner[i - 1];
    for (uint32_t i = 0; i < pkt->n_levels; i++) {
        struct nc_sighting *level = batch_level(b, packet, i);

        if (level->name && level->name != name_of(b, packet))
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
