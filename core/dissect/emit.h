/* SPDX-License-Identifier: Apache-2.0 */
/* Records on their way into a sink: with their time and context, in wire format. */
#ifndef EMIT_H
#define EMIT_H

#include "dissect/joins.h"
#include "dissect/plugins.h"
#include "host.h"

enum {
    RECORD_MAX = 1 << 20, /* longest record, with its length in front */
    RECORD_ROOM = 4096,   /* that stays of it for encoding, where another limit is set */
    CONTEXT_MAX = 4 * (128 + 2) + 160,
};

/* Where encoded records go. */
struct record_sink {
    /* Space for a record: *space is `wanted` bytes or more, or less when no record can be longer.
     * NULL when there is none. */
    uint8_t *(*reserve)(struct record_sink *, int plugin, size_t wanted, size_t *space);

    /* The record that was written there, of `used` bytes, is one of the packet's. */
    void (*commit)(struct record_sink *, int plugin, size_t used);
};

/* The text of the time at work, and the last context. */
struct emitter {
    char timestamp[40];
    size_t seconds_length; /* of "seconds." in it; 0: none yet */
    int64_t second;
    size_t timestamp_length;
    struct nc_ends ends;
    bool has_context, has_joins;
    uint8_t context[CONTEXT_MAX];
    size_t context_length, joined_length;
    struct joins joins;
    size_t most;  /* bytes of a record; 0: what fits */
    int too_long; /* the plugin + 1 of one that had more, and was not written; for the caller */
    bool mended;  /* the last one had text that was not UTF-8 */
};

/* The time of the records that follow. */
void emit_time(struct emitter *, struct nc_time);

/* The reason for which a record is not written that is longer than may be. */
extern const char emit_too_long[];

/* What is noted of one whose text had to be mended. */
extern const char emit_mended[];

/* One record; ends NULL: without context.  False when the sink has no space. */
bool emit_record(struct emitter *, const struct plugin *, int index, const void *record,
                 const struct nc_ends *, struct record_sink *);

#endif
