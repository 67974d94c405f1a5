/* SPDX-License-Identifier: Apache-2.0 */
/* A sender, as netcap collect has it: what it says is believed only as far as it can do no harm. */
#ifndef COLLECT_PEER_H
#define COLLECT_PEER_H

#include "exchange/frame.h"
#include "exchange/peer_address.h"
#include "exchange/store_file.h"

enum {
    PEER_WINDOW = 8 << 20,       /* bytes of blocks that may be unacknowledged */
    PEER_HEADERS_MOST = 32 << 20, /* bytes of headers of files that are open */
    PEER_SYNC_BYTES = 4 << 20,
};

enum collect_state { COLLECT_GREETS, COLLECT_HELLO, COLLECT_RUNS, COLLECT_GONE };

struct collect_slot {
    struct store_file *file; /* NULL: the slot is free */
    bool came;               /* blocks that are not acknowledged */
    bool ends, whole;        /* END came; the file was closed */
};

struct collect_peer {
    struct store *store;
    const struct stream_kind *kind;
    void *stream;
    enum collect_state state;
    struct frame_reader in;
    struct frame_writer out;
    double begun, heard, said, stuck; /* when; stuck: since what is said is not taken, or 0 */
    struct store_sensor *sensor;      /* from HELLO on */
    struct collect_slot *slots;
    size_t headers;     /* bytes */
    uint64_t unsynced;  /* bytes */
    bool more;          /* it may have more to read, whatever poll() says */
    char from[PEER_ADDRESS];
    char why[TRANSPORT_WHY];
};

/* Takes the descriptor; NULL: `why`. */
struct collect_peer *collect_peer_new(struct store *, const struct stream_kind *, void *transport,
                                      int fd, char *why);

/* Reads and writes as far as it can, a bounded part.  COLLECT_GONE: `why` says why, "" at a plain
 * end. */
void collect_peer_work(struct collect_peer *, double now);

/* Synchronises what came and acknowledges it, where that is due: nothing more is there, or much
 * has come. */
void collect_peer_settle(struct collect_peer *, double now);

/* Those who are too slow. */
void collect_peer_watch(struct collect_peer *, double now);

/* Tells it why, if it still can be told, and closes its files. */
void collect_peer_free(struct collect_peer *);

/* Whether it is known who it is. */
static inline bool
collect_peer_is_known(const struct collect_peer *peer)
{
    return peer->state == COLLECT_RUNS;
}

#endif
