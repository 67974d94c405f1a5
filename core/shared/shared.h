/* SPDX-License-Identifier: Apache-2.0 */
/* The memory that the supervisor and its workers share: batches of packets that go through stages,
 * with room for each stage's records, the state that stages keep, and blocks of records to compress.
 *
 * A batch is dissected first, by any worker in any order.  The stages behind that keep state from
 * packet to packet: each takes the batches in their order, one worker at a time.  What a worker
 * does is a task: a stage's room in a batch, or a block.  A task is claimed by changing its state
 * from READY to the worker's own, and handed back; who died is found by the state.  A worker leaves
 * a breadcrumb (packet, plugin) before each packet and makes its records part of the room after
 * it.  What a packet changes in the room is kept in a small journal, so that the supervisor can
 * take back the traces of a packet whose worker died over it; what it changes in a stage's state
 * is in the stage's own journal, for the next worker.  The supervisor believes nothing it finds
 * here: it reads each length once and bounds it. */
#ifndef SHARED_H
#define SHARED_H

#include "shared/flow_key.h"
#include "host.h"
#include "capture/packet.h"
#include "dissect/plugins.h"
#include "shared/undo.h"

#include <stdatomic.h>

enum {
    BATCH_PACKETS = 4096,
    BATCH_DATA = 1 << 20,
    ROOM_OUT = 8 << 20,
    JOINED_MAX = 8 << 20,        /* bytes of datagrams put together */
    EXTRAS_MAX = 64 << 10,       /* packets that were waited with */
    CHUNK_SIZE = 16 << 10,       /* what a record type takes of the room at a time */
    RECORD_MAX = 1 << 20,        /* longest record, with its length in front */
    BLOCK_TARGET = 256 << 10,    /* records in a block, unless one record is longer */
    BLOCK_PACKED = RECORD_MAX + (64 << 10), /* compressed, at worst a little longer */
    JOURNAL_MAX = 64,            /* record types one packet can add to: one a layer */
    REASON_MAX = 80,
    WORKERS_MAX = 64,
    BLOCKS_MAX = PLUGINS_MAX + 2 * WORKERS_MAX, /* an open one per type, and those on their way */
};

/* What a batch goes through: each waits for the one before, those behind STREAMS (one for each
 * model of flows) for DEFRAG. */
enum { STAGE_DISSECT, STAGE_DEFRAG, STAGE_STREAMS, STAGE_FLOWS, FLOW_STAGES_MAX = 9,
       STAGES_MAX = STAGE_FLOWS + FLOW_STAGES_MAX };

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

/* What a stage has made of a batch so far. */
struct room {
    _Atomic uint32_t state;
    uint32_t start;           /* the first packet to do */
    _Atomic uint32_t current; /* at work on this packet */
    _Atomic uint32_t done;    /* packets whose records are part of the room */
    volatile uint32_t plugin; /* at work */
    _Atomic uint32_t full;    /* the room did not suffice: `done` packets are done, go on later */
    uint32_t more;            /* of a batch that flushes: it did not get through */

    uint32_t out_used;
    uint32_t n_notes;
    uint32_t journal_out_used, journal_n_notes;
    _Atomic uint32_t n_journal;
    struct journal_entry journal[JOURNAL_MAX];
    uint32_t in_journal[PLUGINS_MAX]; /* packet + 1 whose entry is there */
    struct type_chunks chunks[PLUGINS_MAX];
    struct note notes[BATCH_PACKETS];
    _Alignas(4096) uint8_t out[ROOM_OUT];
};

/* What reassembly has to do with a packet. */
struct event {
    uint8_t kind;   /* enum nc_event */
    uint8_t joined; /* the bytes are among the batch's joined ones, not the packet's */
    uint8_t held;   /* the packet is waited with: flows see it later */
    uint32_t offset, size;
    struct nc_tails between;
    union {
        struct nc_fragment fragment;
        struct nc_segment segment;
    };
};

/* A packet of this or an earlier batch that was waited with, to be seen before `packet`. */
struct extra {
    uint32_t packet;
    struct nc_sighting seen;
};

struct batch {
    struct room rooms[STAGES_MAX];

    /* Workers only read this. */
    _Alignas(4096) struct packet packets[BATCH_PACKETS];
    uint8_t data[BATCH_DATA];
    _Atomic uint64_t number; /* in the order of the capture */
    _Atomic uint32_t n_packets;
    _Atomic uint32_t flush;  /* no packets: stages give out what they hold */
    uint64_t clock;          /* of a batch without packets: the time that has come */

    _Alignas(4096) struct nc_sighting seen[BATCH_PACKETS];
    uint32_t n_extras, joined_used;
    struct event events[BATCH_PACKETS];
    struct flow_key keys[FLOW_STAGES_MAX][BATCH_PACKETS]; /* of flows, as the packets' own layers name them */
    struct extra extras[EXTRAS_MAX];
    uint8_t joined[JOINED_MAX];
};

struct block {
    uint32_t size;        /* of raw */
    uint32_t packed_size; /* of packed; 0: compression failed */
    _Alignas(4096) uint8_t raw[RECORD_MAX];
    _Alignas(4096) uint8_t packed[BLOCK_PACKED];
};

/* A stage that keeps state. */
struct stage {
    void *state;
    struct undo *undo;
    int plugin; /* a model of flows */
};

struct shared {
    /* Workers only read this. */
    int done_event;            /* eventfd; -1: nobody waits */
    uint32_t n_batches;
    uint32_t n_stages;         /* 1: only dissection */
    struct stage stages[STAGES_MAX];
    struct batch *batches;
    uint8_t *state;            /* for the stages: what they were given can be reached, and no more */
    uint64_t state_size, state_used;
    struct block *blocks;      /* BLOCKS_MAX; their states stand together, to be searched fast */

    _Alignas(4096) _Atomic uint32_t work; /* futex: raised with every task made ready */
    _Atomic uint32_t stop;     /* workers are to leave */
    _Atomic uint32_t supervisor_waits; /* write to the done event */
    _Atomic uint64_t next[STAGES_MAX];   /* number of the batch a stage is at */
    _Atomic uint32_t broken[STAGES_MAX]; /* a worker died over a packet: the state is to be put back */
    _Atomic uint32_t block_states[BLOCKS_MAX];
    char loading[4096];        /* the plugin file being loaded */
};

#define STATE_MAX (UINT64_C(1) << 35)
#define STATE_LEAST (UINT64_C(1) << 30)

/* NULL with errno set.  Kept for good. */
struct shared *shared_create(uint32_t n_batches);

/* A stage's room in a batch, or a block. */
struct task {
    struct batch *batch; /* NULL: a block */
    uint32_t stage;
    int block;
};

/* Opens the state that stages were given, in this process. */
bool shared_open_state(struct shared *);

/* Makes a task ready and wakes a worker. */
void shared_publish(struct shared *, _Atomic uint32_t *state);

/* Claims a block, else the furthest stage of the oldest batch; false when there is nothing to do. */
bool shared_claim(struct shared *, uint32_t worker, struct task *);

/* Sleeps until there may be work; false when workers are to leave. */
bool shared_wait_for_work(struct shared *, uint32_t seen);

/* Tells all workers to leave. */
void shared_stop(struct shared *);

/* Hands a task back. */
void shared_finish(struct shared *, const struct task *);

/* Whether no stage can go on with a batch before its records are taken over. */
bool batch_rests(const struct shared *, const struct batch *);

/* A room made empty, before its first packet and after it was taken over. */
void room_clear(struct room *);

/* The packet at work begins; its records are part of the room; they are taken back. */
void room_begin(struct room *, uint32_t packet);
void room_commit(struct room *, uint32_t packet);
void room_rollback(struct room *);

/* Room for a record of a plugin's type, as much as wanted but never more than RECORD_MAX; and making
 * it part of the packet's.  NULL when there is no more room. */
uint8_t *room_reserve(struct room *, uint32_t plugin, size_t wanted, size_t *room);
void room_add(struct room *, uint32_t plugin, uint32_t used);

#endif
