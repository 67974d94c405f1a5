/* SPDX-License-Identifier: Apache-2.0 */
/* A worker at a stage of a batch; for stages.c and stage_jobs.c alone. */
#ifndef STAGE_WORK_H
#define STAGE_WORK_H

#include "stages/stages.h"

struct work {
    const struct plugins *plugins;
    struct dissector *d;
    struct batch *batch;
    struct room *room;
    struct stage *stage;
    uint32_t number; /* of the stage */
    uint32_t at;     /* the packet */
    bool full;
    bool quiet;      /* without plugins of streams: see core/reassembly/streams.h */
};

/* What the stage does with the packet at work. */
void stage_packet(struct work *);

/* One flow, stream or datagram whose time has come; 0 when there is none. */
uint32_t stage_flush_one(struct work *);

/* The packet, or flush, at which a plugin of a stream failed, without that plugin. */
void stage_redo_quietly(struct work *);

/* A flow over whose end its plugin failed. */
void stage_drop_victim(struct work *);

#endif
