/* SPDX-License-Identifier: Apache-2.0 */
/* A format of label files: one const struct each, in a file of its own, and a row here.
 *
 * A file is read line by line, and each line by itself but for what those before it said of all:
 * columns, a zone. */
#ifndef LABEL_FORMAT_H
#define LABEL_FORMAT_H

#include "base/memory.h"
#include "labels/label_time.h"
#include "query/key.h"

/* Addresses that begin with so many bits. */
struct label_net {
    uint8_t bits;
    uint8_t key[KEY_ADDRESS]; /* the others are 0 */
};

/* Both ends included. */
struct label_ports {
    uint16_t from, to;
};

/* One side of who is meant: of an alert the sender and the receiver, of a schedule attackers and
 * victims. */
struct label_side {
    const struct label_net *nets; /* at least one, but where anybody is meant */
    size_t n_nets;
    const struct label_ports *ports; /* none: any */
    size_t n_ports;
};

/* What a line says, good until the next one is read. */
struct label_said {
    const char *label;
    int64_t begin, end; /* nanoseconds since 1970, both included */
    bool began;         /* of an alert: the begin is that of its flow */
    bool scheduled;     /* the times are meant as they are: no alert, which comes when it comes */
    const char *community_id; /* "": it has none */
    int protocol;             /* as IANA numbers it; -1: any */
    bool control;             /* the ports are type and code of a control message */
    struct label_side sides[2];
    uint32_t rank; /* of two labels of a file the lower counts */
};

enum label_answer {
    LABEL_SAID,
    LABEL_NONE,    /* the line is no label: a comment, an event of another kind */
    LABEL_NOWHERE, /* it is one of no address */
    LABEL_BROKEN,  /* `why` says what was expected */
    LABEL_STOP,    /* the file cannot be read so: `why` says what was expected */
};

struct label_reading {
    struct label_zone zone; /* of times that say none */
    struct pool *pool;      /* given back before each line */
    void *state;            /* the format's own, of the file, zeroed at its beginning */
    char why[256];
};

struct label_format {
    const char *name;
    bool (*is)(const char *line); /* whether a file that begins so is one */
    enum label_answer (*read)(struct label_reading *, char *line, struct label_said *);
    size_t state_size;
};

/* Those there are, in the order in which they are tried: the struct, its name, what the help says
 * of it. */
/* clang-format off */
#define LABEL_FORMATS(_, between)                                                                 \
    _(label_format_eve, "eve", "alerts in Suricata's eve.json") between                           \
    _(label_format_notice, "notice", "Zeek's notice.log, as columns or JSON") between             \
    _(label_format_fast, "fast", "Suricata's fast.log") between                                   \
    _(label_format_schedule, "schedule", "attacks by time, see ATTACK SCHEDULES")
/* clang-format on */

#define LABEL_FORMAT_DECLARE(it, name, about) extern const struct label_format it
LABEL_FORMATS(LABEL_FORMAT_DECLARE, ;);

#endif
