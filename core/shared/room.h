/* SPDX-License-Identifier: Apache-2.0 */
/* A room: what a stage has made of a batch so far, its records and notes.
 *
 * A worker says which packet is at work, then writes, then makes what it wrote part of the room.
 * How the room stood before the packet is kept beside it, so that the supervisor can take back what
 * a packet left whose worker died over it. */
#ifndef ROOM_H
#define ROOM_H

#include "dissect/emit.h"
#include "dissect/plugins.h"
#include "dissect/verdict.h"

#include <stdatomic.h>
#include <string.h>

enum {
    BATCH_PACKETS = 4096,
    ROOM_OUT = 8 << 20,
    CHUNK_SIZE = 16 << 10, /* what a record type takes of the room at a time */
    CHECKPOINTS_MAX = 64,  /* record types one packet can add to: one a layer */
    REASON_MAX = 80,
    NOTES_MAX = (2 + REMARKS_MAX) * BATCH_PACKETS, /* a packet's outcome, mark, and remarks */
};

/* A part of a room with records of one type: their bytes from the front, and from the back one
 * entry per record, so that records of several rooms can be put in order. */
struct chunk {
    uint32_t next;     /* offset of the type's next chunk in the room; 0: none */
    uint32_t size;     /* with this header */
    uint32_t used;     /* bytes of records */
    uint32_t n_records;
    uint8_t bytes[];
};

struct chunk_entry {
    uint32_t packet; /* index in the batch */
    uint32_t length;
};

struct type_chunks {
    uint32_t first, last; /* offsets; 0: none */
};

/* How a type stood before the packet at work. */
struct checkpoint {
    uint32_t plugin;
    struct type_chunks chunks;
    uint32_t used, n_records; /* of the last chunk */
};

/* The `outcome` of a note that says of a packet, besides its outcome, how it is marked, or what a
 * plugin thought worth knowing. */
enum { NOTE_MARK = OUTCOMES, NOTE_REMARK };

/* A packet that was not simply decoded. */
struct note {
    uint32_t packet;
    uint32_t outcome; /* or NOTE_MARK, NOTE_REMARK */
    int32_t plugin;
    uint32_t space;
    uint64_t value;
    char reason[REASON_MAX];
};

/* Whether both say the same of a packet. */
static inline bool
note_is_same(const struct note *a, const struct note *b)
{
    return a->outcome == b->outcome && a->plugin == b->plugin &&
           strcmp(a->reason, b->reason) == 0;
}

struct room {
    /* Breadcrumbs of the worker that is at it. */
    _Atomic uint32_t current; /* at work on this packet */
    _Atomic uint32_t done;    /* packets whose records are part of the room */
    volatile uint32_t plugin; /* at work */

    uint32_t out_used;
    uint32_t n_notes;
    uint32_t out_used_before, n_notes_before; /* the packet at work */
    _Atomic uint32_t n_checkpoints;
    struct checkpoint checkpoints[CHECKPOINTS_MAX];
    uint32_t checkpointed[PLUGINS_MAX]; /* packet + 1 that has a checkpoint of the type */
    struct type_chunks chunks[PLUGINS_MAX];
    struct note notes[NOTES_MAX];
    _Alignas(4096) uint8_t out[ROOM_OUT];
};

/* Makes it empty, before its first packet and after it was taken over. */
void room_clear(struct room *);

/* Whether no record is in it: what does not fit now will never fit. */
bool room_is_empty(const struct room *);

/* The packet at work begins; its records are part of the room; they are taken back. */
void room_begin(struct room *, uint32_t packet);
void room_commit(struct room *, uint32_t packet);
void room_rollback(struct room *);

/* No packet is at work: what is in the room stays, whatever is taken back after this. */
void room_settle(struct room *);

/* Space for a record of a plugin's type: *space is `wanted` bytes or more, but at most RECORD_MAX.
 * NULL when there is none. */
uint8_t *room_reserve(struct room *, uint32_t plugin, size_t wanted, size_t *space);

/* The record that was written there, of `used` bytes, is one of the packet's. */
void room_add(struct room *, uint32_t plugin, uint32_t used);

/* Notes what became of a packet that was not simply decoded: the gravest outcome that is said of
 * it, the first mark, and the first remarks, each once. */
void room_note(struct room *, uint32_t packet, const struct verdict *);

/* A record sink into a room. */
struct room_sink {
    struct record_sink sink;
    struct room *room;
};
struct room_sink room_sink(struct room *);

#endif
