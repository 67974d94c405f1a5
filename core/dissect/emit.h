/* SPDX-License-Identifier: Apache-2.0 */
/* Records on their way into a room: with their time and context, in wire format. */
#ifndef EMIT_H
#define EMIT_H

#include "host.h"
#include "dissect/plugins.h"

enum { CONTEXT_MAX = 4 * (128 + 2) };

/* Where encoded records go.  NULL: no room. */
struct record_sink {
    /* Room for a record of at least `wanted` bytes, or as many as a record may have; *room is set to
     * what there is. */
    uint8_t *(*reserve)(struct record_sink *, int plugin, size_t wanted, size_t *room);
    void (*commit)(struct record_sink *, int plugin, size_t used);
};

/* The text of the time at work, and the last context. */
struct emitter {
    char timestamp[40];
    size_t seconds_length; /* of "seconds." in it; 0: none yet */
    int64_t second;
    size_t timestamp_length;
    struct nc_ends ends;
    bool has_context;
    uint8_t context[CONTEXT_MAX];
    size_t context_length;
};

/* The time of the records that follow. */
void emit_time(struct emitter *, struct nc_time);

/* One record; ends NULL: without context.  False when the sink has no room. */
bool emit_record(struct emitter *, const struct plugin *, int index, const void *record,
                 const struct nc_ends *, struct record_sink *);

#endif
