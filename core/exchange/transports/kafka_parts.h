/* SPDX-License-Identifier: Apache-2.0 */
/* What was read of each partition, and what is done of it: what was given away, and what waits to
 * be given once more. */
#ifndef KAFKA_PARTS_H
#define KAFKA_PARTS_H

#include "exchange/transports/kafka_link.h"

enum {
    PARTS_MOST = 4096,
    WAITING_MOST = 1024, /* blocks */
    ENDS_MOST = 512,     /* ends of files, which wait for blocks and never in their way */
    TOKENS_MOST = WAITING_MOST + ENDS_MOST + 512,
    WAITING_BYTES = 16 << 20, /* of either */
};

struct kafka_part {
    int64_t next;      /* behind what was taken last; -1: nothing was */
    int64_t committed; /* was asked to be noted by the broker; -1: nothing was */
    int64_t again;     /* from there on it has to be read again; -1: it has not */
    bool has_blocks;
    bool at_end;    /* all that there is was given away, though it may have been put off */
    uint64_t ended; /* the tick at which it was last */
};

enum token_state { TOKEN_FREE, TOKEN_GIVEN, TOKEN_WAITS };

/* A message that is not done. */
struct kafka_token {
    enum token_state state;
    rd_kafka_message_t *message;
    int part; /* -1: of an assignment that is over */
    bool is_end;
    size_t size;    /* of all that it holds */
    uint64_t tick;  /* when it came */
    uint64_t given; /* and when it was given away last */
    int64_t due_at; /* it waits so long at least, in seconds */
};

struct kafka_waiting {
    size_t n, bytes;
};

/* A round gives away, once at least, all that is not done and was there when it began. */
struct kafka_parts {
    rd_kafka_topic_partition_list_t *list; /* as the broker assigned them */
    struct kafka_part *parts;
    struct kafka_token tokens[TOKENS_MOST];
    struct kafka_waiting blocks, ends;
    uint64_t ticks;
    uint64_t rounds, round; /* that are over; the tick at which this one began */
    int64_t round_at;       /* and when, in seconds */
    bool dirty; /* something was done since the last commit */
};

/* Those of an assignment; false: they are too many. */
bool kafka_parts_assign(struct kafka_parts *, const rd_kafka_topic_partition_list_t *);

/* The assignment is over: what waits is freed, what was given away is of nobody. */
void kafka_parts_forget(struct kafka_parts *);

/* Of a message; -1: of none that is assigned. */
int kafka_parts_find(const struct kafka_parts *, const rd_kafka_message_t *);

/* It was all read, by now. */
void kafka_parts_take_end(struct kafka_parts *, const rd_kafka_message_t *);

/* A message was taken that needs no token. */
void kafka_parts_pass(struct kafka_parts *, int part, const rd_kafka_message_t *);

/* A token of it; NULL: there is none free. */
struct kafka_token *kafka_parts_take(struct kafka_parts *, int part, rd_kafka_message_t *,
                                     size_t size, bool is_end);

/* It waits, or where too much does, is read again later. */
void kafka_parts_put_off(struct kafka_parts *, struct kafka_token *, int seconds);
void kafka_parts_done(struct kafka_parts *, struct kafka_token *);

/* What waited longest of all whose time has come; NULL: none.  The end of a file comes behind what
 * was there of blocks when it came itself. */
struct kafka_token *kafka_parts_due(struct kafka_parts *);

/* Has partitions read again, when there is space for what they have or a round is over; false: what
 * comes of them is not known any more.  No message of theirs may be on its way to being taken. */
bool kafka_parts_rewind(struct kafka_parts *, rd_kafka_t *);

/* Tells the broker how far all is done; what hinders it, if something does at once. */
rd_kafka_resp_err_t kafka_parts_commit(struct kafka_parts *, rd_kafka_t *);
void kafka_parts_commit_failed(struct kafka_parts *);

#endif
