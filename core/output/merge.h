/* SPDX-License-Identifier: Apache-2.0 */
/* Records out of the rooms of a batch, where workers left them, in the order of the packets and
 * then of the stages.  Nothing that stands there is believed: each length is read once and bounded.
 * Where what a worker left makes no sense a room ends, for this type. */
#ifndef MERGE_H
#define MERGE_H

#include "shared/shared.h"

#define MERGE_CUT UINT32_MAX

/* How much of a room's records of one type was given out. */
struct merge_position {
    uint32_t chunk;        /* its offset; 0: nothing was read yet; MERGE_CUT: nothing can be */
    uint32_t index, bytes; /* of it: records and their bytes */
};

/* A type's records in one room. */
struct room_reader {
    struct room *room;
    struct merge_position *at;
    const uint8_t *bytes;                  /* of the chunk at hand */
    const struct chunk_entry *entries_end; /* the first entry is the last one before it */
    uint32_t n, used, next;                /* of it: records, bytes, the chunk behind */
    uint32_t packet, length;               /* of the record at hand; length 0: there is none */
};

struct merge {
    struct merge_position positions[STAGES_MAX][PLUGINS_MAX]; /* in the oldest batch */
    struct room_reader readers[STAGES_MAX];                   /* of the type at hand */
    uint32_t n_readers, upto;
    uint32_t first_cut;       /* records are missing from this packet on; UINT32_MAX: none */
    struct room_reader *last; /* who gave out records that it has not left behind yet */
};

/* One record, or records that follow one another. */
struct merge_records {
    const uint8_t *bytes;
    uint32_t size, count;
    const struct chunk_entry *entry; /* of the first; those of the others are before it */
};

/* Begins with the records of a type that belong to packets before `upto`; UINT32_MAX: to all. */
void merge_begin(struct merge *, struct batch *, uint32_t n_stages, size_t plugin, uint32_t upto);

/* The next record, or all that follow it in their chunk if these are known to come next and have
 * at most this many bytes together.  False at the end. */
bool merge_next(struct merge *, uint32_t most, struct merge_records *);

/* So much of what merge_next() gave, once it is copied to where no worker can change it, is records
 * as long as was said, each behind its own length; how many they are. */
uint32_t merge_sound(const uint8_t *copy, const struct merge_records *said, uint32_t *count);

/* The records that merge_next() gave last make no sense. */
void merge_cut(struct merge *);

/* A stage's room begins anew: of the next batch, or because it was full. */
void merge_reopen(struct merge *, uint32_t stage);

#endif
