/* SPDX-License-Identifier: Apache-2.0 */
/* What a transport is: a module, NAME.so in a folder "transports", that defines one constant,
 *
 *     TRANSPORT(nats) = { TRANSPORT_ABI, sizeof(struct transport), "nats", "NATS JetStream", ... };
 *
 * and sees of netcap this header alone.  One kind of transport carries bytes between two ends, and
 * netcap speaks its own protocol over it (exchange/frame.h): it sets .stream.  The other hands
 * blocks to a broker, which has a protocol of its own: it sets .outlet, and .inlet where blocks can
 * be had from there as well.
 *
 * All is called by one thread, and nothing may wait but what says for how long.  Who fails says why
 * in `why`, TRANSPORT_WHY bytes: what, and what to do, without keys; names in it may be others'
 * choice, which who shows them has to mind.  No byte that comes from outside is trusted: each size
 * is bounded before there is memory for it. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "exchange/block_id.h"

#include <sys/types.h>

enum { TRANSPORT_ABI = 3, TRANSPORT_WHY = 512, SENSOR_MOST = 64, PINS_MOST = 64, PIN = 32 };

/* What options say.  It stays while the transport is used; files are read at the opening. */
struct transport_setup {
    const char *scheme;  /* "tls" of tls://host:4739 */
    const char *address; /* what stands behind it: "host:4739", "/run/netcap.sock" */
    const char *sensor;  /* whose records are sent; NULL: whoever the certificate names */
    const char *consumer; /* by what a broker knows who fetches, and how far that one is */
    const char *ca, *cert, *key;     /* files; NULL: not given */
    const uint8_t (*pins)[PIN];      /* SHA-256 of the others' certificates */
    size_t n_pins;
    bool listens; /* it is to collect, not to send */
    bool plain;   /* records may pass without encryption, where that is meant */
};

/* --- bytes between two ends --- */

enum stream_state {
    STREAM_WAITS,  /* for the events that `events` names */
    STREAM_READY,  /* bytes can pass, and the other end is who it says */
    STREAM_BROKEN, /* for good */
};

struct stream_kind {
    /* NULL: what the setup asks for cannot be. */
    void *(*open)(const struct transport_setup *, char *why);
    void (*close)(void *transport);

    /* The name that the certificate gives to this end; NULL: there is none.  Good until close. */
    const char *(*own_name)(void *transport);

    /* A descriptor that others connect to, made before the process gives up its rights; -1. */
    int (*listen)(void *transport, char *why);

    /* A stream to who listens there, begun; or of a descriptor that accept() gave, which it takes.
     * NULL: it cannot be. */
    void *(*connect)(void *transport, char *why);
    void *(*accept)(void *transport, int fd, char *why);

    /* Goes on with connecting and with making sure who is there. */
    enum stream_state (*greet)(void *stream, char *why);

    /* Bytes passed; 0: none now; -1: the stream has ended or broken, `why` is "" at a plain end. */
    ssize_t (*read)(void *stream, void *to, size_t size, char *why);
    ssize_t (*write)(void *stream, const void *from, size_t size, char *why);

    /* To be waited for by poll(): the descriptor, and POLLIN and POLLOUT as the last call of greet,
     * read or write needs them to go on; `writes`: there is something to be written. */
    int (*descriptor)(void *stream);
    short (*events)(void *stream, bool writes);

    /* Who the other end is by its certificate; NULL: nothing says it. */
    const char *(*peer)(void *stream);
    void (*hang_up)(void *stream);
};

/* --- blocks to and from brokers --- */

/* A file whose blocks follow. */
struct outlet_file {
    struct file_id id;
    const char *type; /* "TCP", of letters, digits and _ */
    int32_t number;   /* of the type */
    const uint8_t *header; /* its first message, without the length before it */
    size_t header_size;
    const uint8_t *schema; /* of its records, from there; NULL: it has none */
    size_t schema_size;
    bool payloads; /* its records carry payloads */
    uint64_t done; /* to an outlet: all of it before this offset is safe already */
};

struct outlet_block {
    struct block_id id;
    const char *id_text;
    const uint8_t *records; /* id.size bytes: each record behind its length as a varint */
    uint32_t count;
    const uint8_t *member; /* the same as a gzip member without fields; NULL: not made yet */
    size_t member_size;
};

enum outlet_state {
    OUTLET_WAITS,  /* it connects */
    OUTLET_READY,  /* takes blocks while there is space */
    OUTLET_BROKEN, /* `start` begins anew; what was not acknowledged is put again */
};

enum outlet_did {
    OUTLET_RESUME, /* of a file that was begun: blocks from this offset on are wanted, as `size` and
                    * `digest` are those of the last block before; 0: as the sender knows */
    OUTLET_ACKED,  /* of a file, all up to this offset is safe */
    OUTLET_ENDED,  /* of a file that was ended */
    OUTLET_LOST,   /* a block that ends at this offset can never be taken: it is too long */
};

struct outlet_event {
    enum outlet_did did;
    unsigned slot;
    uint64_t offset;
    uint32_t size; /* 0: there is no such block */
    uint8_t digest[BLOCK_DIGEST];
};

enum { SLOTS_MOST = 256 };

struct outlet_kind {
    bool members;      /* it wants the members of blocks */
    bool acknowledges; /* what it took is known to be safe: there is a position to keep */
    size_t header_most; /* bytes of a file's header; 0: as many as there are */

    void *(*open)(const struct transport_setup *, char *why);
    void (*close)(void *outlet);
    const char *(*own_name)(void *outlet); /* see struct stream_kind; NULL: there is none */

    /* Begins to connect, at first and after it broke; a broken one forgets slots and blocks. */
    void (*start)(void *outlet);

    /* Reads, writes, and waits for that at most so many milliseconds while nothing happens.  Where
     * it goes on all the same, `why` may say what is not as it should be. */
    enum outlet_state (*step)(void *outlet, int wait_ms, char *why);

    /* A file gets a slot, below SLOTS_MOST, that is free: OUTLET_RESUME follows. */
    void (*begin)(void *outlet, unsigned slot, const struct outlet_file *);

    /* Whether it takes another block now; the block, of a slot that has been resumed; and that the
     * file's last one was put, after which the slot is free once OUTLET_ENDED comes: `whole`, the
     * file was closed by who wrote it, else more of it may come another time. */
    bool (*has_space)(void *outlet);
    void (*put)(void *outlet, unsigned slot, const struct outlet_block *);
    void (*end)(void *outlet, unsigned slot, bool whole);

    /* What has happened since the last one; false: nothing. */
    bool (*event)(void *outlet, struct outlet_event *);
};

/* A block as it comes from a broker, good until the next one is asked for or it is done; its token
 * until it is done. */
struct inlet_block {
    const char *sensor, *type;
    struct outlet_file file;
    struct outlet_block block;
    uint64_t after; /* the messages of its file before this offset come first, if not in order */
    bool ends;      /* it is none: its file was closed */
    bool lost;      /* the broker has the file's header no more: nobody can read it */
    void *token; /* the inlet's own */
};

struct inlet_kind {
    void *(*open)(const struct transport_setup *, char *why);
    void (*close)(void *inlet);
    void (*start)(void *inlet);
    enum outlet_state (*step)(void *inlet, int wait_ms, char *why);
    bool (*next)(void *inlet, struct inlet_block *); /* false: none now */
    void (*done)(void *inlet, void *token, bool safe); /* it is on disk; or is to come again */
    uint64_t (*strange)(void *inlet); /* how many came so far that are no blocks of ours */

    /* How often all that the broker has and that is not done was given from its beginning to its
     * end: what did not come in a whole round is not there.  NULL: time alone tells. */
    uint64_t (*rounds)(void *inlet);
};

struct transport {
    unsigned abi, size;
    const char *name;    /* the file's, without .so */
    const char *about;   /* for --version: library and version */
    const struct stream_kind *stream;
    const struct outlet_kind *outlet;
    const struct inlet_kind *inlet;
    /* A small authority and certificates; NULL: it has none. */
    const struct keys_kind *keys;
};

#define TRANSPORT(name)                                                                           \
    extern const struct transport name##_LTX_netcap_transport;                                    \
    __attribute__((visibility("default"))) const struct transport name##_LTX_netcap_transport

/* A first set-up of certificates, for netcap keys. */
struct keys_wish {
    const char *folder;
    const char *const *collectors; /* DNS names or addresses */
    size_t n_collectors;
    const char *const *sensors;
    size_t n_sensors;
    int64_t now; /* seconds since 1970 */
    unsigned days;
    void (*made)(const char *path); /* is told each file that was made */
};

struct keys_kind {
    /* Makes what is missing and changes nothing that is there. */
    bool (*make)(const struct keys_wish *, char *why);
};

#endif
