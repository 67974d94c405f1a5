/* SPDX-License-Identifier: Apache-2.0 */
/* A batch of packets: with a room for each stage, and what the stages tell one another. */
#ifndef BATCH_H
#define BATCH_H

#include "capture/packet.h"
#include "shared/event.h"
#include "shared/flow_key.h"
#include "shared/room.h"
#include "shared/stage.h"

enum {
    BATCH_DATA = 1 << 20,
    JOINED_MAX = 8 << 20, /* bytes of datagrams put together */
    LATE_MAX = 64 << 10,  /* packets that were waited with */
};

struct batch {
    /* Workers only read this. */
    _Alignas(4096) struct packet packets[BATCH_PACKETS];
    uint8_t data[BATCH_DATA];
    uint64_t number;    /* in the order of the capture */
    uint32_t n_packets;
    uint32_t flush;     /* no packets: stages give out what they hold */
    uint64_t clock;     /* of a batch without packets: the time that has come */

    /* What workers make of it, each room a stage. */
    _Alignas(4096) struct room rooms[STAGES_MAX];
    uint64_t prints[BATCH_PACKETS]; /* of the bytes behind their link header; 0: not looked at */
    _Alignas(4096) struct nc_sighting sightings[BATCH_PACKETS]; /* the outermost levels */
    struct nc_sighting inner[BATCH_PACKETS][NC_LEVELS_MAX - 1];
    uint32_t n_late, joined_used;
    struct event events[BATCH_PACKETS];
    /* What defragmentation is about to change of these. */
    struct {
        uint32_t packet; /* + 1; 0: nothing */
        struct event event;
        struct nc_sighting sighting; /* the innermost */
        uint32_t joined_used;
    } before;
    /* What their applications call the server, for the levels that say it: dissection and
     * defragmentation write there, then streams.  Few packets have one, so these stand together,
     * in the order in which they come. */
    _Atomic uint32_t n_names;
    uint16_t name_at[BATCH_PACKETS]; /* + 1; 0: the packet has none */
    char names[BATCH_PACKETS][NC_NAME_MAX];
    /* The packets' flows, as their own layers name them. */
    struct flow_key keys[FLOW_STAGES_MAX][BATCH_PACKETS];
    struct late_sighting late[LATE_MAX];
    uint8_t joined[JOINED_MAX];
};

/* A level of a packet. */
static inline struct nc_sighting *
batch_level(struct batch *b, uint32_t packet, uint32_t level)
{
    return level ? &b->inner[packet][level - 1] : &b->sightings[packet];
}

/* What a dissected packet said, for the stages behind; `joined`: its bytes are among the batch's
 * joined ones. */
void batch_take_event(struct batch *, uint32_t packet, const struct nc_packet *, bool joined);

/* Another batch begins: none of its packets has a name. */
void batch_forget_names(struct batch *);

/* Takes a name for a level of the packet; NULL: none.  Of a packet one is kept. */
void batch_take_name(struct batch *, uint32_t packet, struct nc_sighting *, const char *name);

/* The bytes of an event; NULL when it is none of this batch's. */
const uint8_t *batch_event_bytes(const struct batch *, const struct event *);

/* No stage behind sees the packet. */
void batch_hide(struct batch *, uint32_t packet);

#endif
