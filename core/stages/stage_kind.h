/* SPDX-License-Identifier: Apache-2.0 */
/* What tells one stage from another: each is a constant in a file of its own, stage_NAME.c. */
#ifndef STAGE_KIND_H
#define STAGE_KIND_H

#include "dissect/dissect.h"
#include "shared/batch.h"
#include "shared/order.h"

/* Packets that the places of their streams are known ahead; a power of two. */
enum { STREAMS_AHEAD = 16 };

/* A worker at a stage of a batch. */
struct stage_run {
    const struct stage_kind *kind;
    const struct plugins *plugins;
    struct dissector *d;
    struct batch *batch;
    struct room *room;
    const struct stage *stage;
    const struct order *order;
    uint32_t number; /* of the stage */
    uint32_t at;     /* the packet */
    bool full;       /* there is no space for what the packet brings */
    char server[NC_NAME_MAX]; /* that streams have named at the packet; "": none */
    uint64_t ahead[STREAMS_AHEAD]; /* of packets by their number: see streams_look_ahead() */
    bool quiet;      /* without plugins of streams: see reassembly/streams.h */
};

/* What is written goes into the room and, by way of the journal, into the stage's state; both are
 * rolled back before any of the last four is called.  These may be NULL. */
struct stage_kind {
    const struct nc_host *host; /* for the plugins that run here */

    /* The packet at work. */
    void (*packet)(struct stage_run *);

    /* One flow, stream or datagram whose time has come; 0 when there is none. */
    uint32_t (*flush_one)(struct stage_run *);

    /* Takes back what the packet at work has changed in the batch. */
    void (*take_back)(struct stage_run *);

    /* Whether the stage has used up nothing of the batch: what does not fit now will never fit. */
    bool (*is_untouched)(const struct stage_run *);

    /* The flow over whose end its plugin failed. */
    void (*drop_victim)(struct stage_run *, uint32_t victim);

    /* The packet, or flush, at which a plugin failed, without that plugin. */
    void (*redo)(struct stage_run *);
};

/* What became of the packet at work; where a batch flushes there is none. */
static inline void
stage_note(struct stage_run *run, struct verdict v)
{
    if (!run->batch->flush)
        room_note(run->room, run->at, &v);
}

extern const struct stage_kind stage_defrag, stage_streams, stage_flows;

#endif
