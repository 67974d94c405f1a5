/* SPDX-License-Identifier: Apache-2.0 */
/* The memory that the supervisor and its workers share: batches of packets to dissect, with room
 * for their records, and blocks of records to compress.
 *
 * A task (batch or block) is claimed by changing its state from READY to the worker's own, and
 * handed back as DONE; who died is found by the state.  A worker leaves a breadcrumb (packet,
 * plugin) before each packet and makes its records part of the batch after it.  What a packet
 * changes in the batch is kept in a small journal, so that the supervisor can take back the traces
 * of a packet whose worker died over it.  The supervisor believes nothing it finds here: it reads
 * each length once and bounds it. */
#ifndef SHARED_H
#define SHARED_H

#include "packet.h"
#include "plugins.h"

#include <stdatomic.h>

enum {
    BATCH_PACKETS = 4096,
    BATCH_DATA = 1 << 20,
    BATCH_OUT = 8 << 20,
    CHUNK_SIZE = 16 << 10,       /* what a record type takes of the room at a time */
    RECORD_MAX = 1 << 20,        /* longest record, with its length in front */
    BLOCK_TARGET = 256 << 10,    /* records in a block, unless one record is longer */
    BLOCK_PACKED = RECORD_MAX + (64 << 10), /* compressed, at worst a little longer */
    JOURNAL_MAX = 64,            /* record types one packet can add to: one a layer */
    REASON_MAX = 80,
    WORKERS_MAX = 64,
    BLOCKS_MAX = PLUGINS_MAX + 2 * WORKERS_MAX, /* an open one per type, and those on their way */
};

/* States of a task; TAKEN + n is worker n's. */
enum { TASK_IDLE, TASK_READY, TASK_DONE, TASK_TAKEN };

/* A piece of a batch's room with records of one type: their bytes from the front, and from the
 * back one entry per record, so that records of several sources can be put in order. */
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

/* What stood in the batch before the packet at work. */
struct journal_entry {
    uint32_t plugin;
    struct type_chunks chunks;
    uint32_t used, n_records; /* of the last chunk */
};

/* A packet that was not simply decoded. */
struct note {
    uint32_t packet;
    uint32_t outcome;
    int32_t plugin;
    uint32_t space;
    uint64_t value;
    char reason[REASON_MAX];
};

struct batch {
    _Atomic uint32_t state;
    _Atomic uint64_t number;  /* in the order of the capture; read before the batch is claimed */
    uint32_t n_packets;
    uint32_t start;     /* the first packet to do */
    _Atomic uint32_t current; /* at work on this packet */
    _Atomic uint32_t done;    /* packets whose records are part of the batch */
    volatile uint32_t plugin; /* at work */
    uint32_t full;            /* the room did not suffice: `done` packets are done, go on later */

    uint32_t out_used;
    uint32_t n_notes;
    uint32_t journal_out_used, journal_n_notes;
    _Atomic uint32_t n_journal;
    struct journal_entry journal[JOURNAL_MAX];
    uint32_t in_journal[PLUGINS_MAX]; /* packet + 1 whose entry is there */
    struct type_chunks chunks[PLUGINS_MAX];
    struct note notes[BATCH_PACKETS];

    _Alignas(4096) struct packet packets[BATCH_PACKETS]; /* with data: workers only read them */
    uint8_t data[BATCH_DATA];
    _Alignas(4096) uint8_t out[BATCH_OUT];
};

struct block {
    uint32_t size;        /* of raw */
    uint32_t packed_size; /* of packed; 0: compression failed */
    _Alignas(4096) uint8_t raw[RECORD_MAX];
    _Alignas(4096) uint8_t packed[BLOCK_PACKED];
};

struct shared {
    _Atomic uint32_t work;     /* futex: raised with every task made ready */
    _Atomic uint32_t stop;     /* workers are to leave */
    _Atomic uint32_t supervisor_waits; /* write to the done event */
    int done_event;            /* eventfd; -1: nobody waits */
    uint32_t n_batches;
    struct batch *batches;
    struct block *blocks;      /* BLOCKS_MAX; their states stand together, to be searched fast */
    _Atomic uint32_t block_states[BLOCKS_MAX];
    char loading[4096];        /* the plugin file being loaded */
};

/* NULL with errno set.  Kept for good. */
struct shared *shared_create(uint32_t n_batches);

/* Makes a task ready and wakes a worker. */
void shared_publish(struct shared *, _Atomic uint32_t *state);

/* Claims a block (its index; -1: none), else the batch of the lowest number; false when there is none. */
bool shared_claim(struct shared *, uint32_t worker, struct batch **, int *block);

/* Sleeps until there may be work; false when workers are to leave. */
bool shared_wait_for_work(struct shared *, uint32_t seen);

/* Tells all workers to leave. */
void shared_stop(struct shared *);

/* Hands a task back. */
void shared_finish(struct shared *, _Atomic uint32_t *state);

/* A batch's room made empty, before its first packet and after a full one was taken over. */
void batch_clear_room(struct batch *);

/* The packet at work begins; its records are part of the batch; they are taken back. */
void batch_begin(struct batch *, uint32_t packet);
void batch_commit(struct batch *, uint32_t packet);
void batch_rollback(struct batch *);

/* Room for a record of a plugin's type, as much as wanted but never more than RECORD_MAX; and making
 * it part of the packet's.  NULL when the batch has no more room. */
uint8_t *batch_reserve(struct batch *, uint32_t plugin, size_t wanted, size_t *room);
void batch_add(struct batch *, uint32_t plugin, uint32_t used);

#endif
